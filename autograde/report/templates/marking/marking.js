"use strict";

const at = id => document.getElementById(id);
const sections = [...document.querySelectorAll(".about")];
let about = sections[0];      // the question in front
let answer = null;            // as the server sent it
let given = [];               // the points of each item
let seen = [];                // keys of answers that were saved or skipped, the newest last
let busy = false;

const items = () => [...about.querySelectorAll(".item")];
const number = value => String(Math.round(value * 100) / 100);

async function send(action, data) {
  if (busy) return;
  busy = true;
  at("message").hidden = true;
  try {
    const response = await fetch(`/${action}/${about.dataset.question}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
    const state = await response.json();
    if (!response.ok) throw new Error(state.error);
    show(state);
    return true;
  } catch (error) {
    const lost = error instanceof TypeError;
    say(lost ? "The server does not answer. Is `lstm-course mark` still running?" : error.message);
    return false;
  } finally {
    busy = false;
  }
}

function say(text) {
  at("message").textContent = text;
  at("message").hidden = false;
}

function show(state) {
  const taken = state.taken ? `, ${state.taken} open with other graders` : "";
  at("progress").textContent =
    `${state.graded} of ${state.total} answers graded, ${state.mine} by you${taken}`;
  at("bar").max = Math.max(state.total, 1);
  at("bar").value = state.graded;
  answer = state.answer;
  at("desk").hidden = answer === null;
  at("done").hidden = answer !== null;
  if (answer === null) return finish(state);
  at("answer").innerHTML = answer.html;
  const again = answer.again ? ` It had ${number(answer.points)} points before it was graded again.` : "";
  at("about").textContent = `${answer.words} words.${again}`;
  given = answer.items ? [...answer.items] : items().map(() => 0);
  at("comment").value = answer.comment;
  at("most").textContent = number(about.dataset.points);
  at("points").max = about.dataset.points;
  draw();
  at("points").value = answer.points === null ? number(sum()) : number(answer.points);
  offer(state.reusable);
  document.activeElement.blur();
  window.scrollTo(0, 0);
}

function finish(state) {
  const rest = [];
  if (state.taken) rest.push(`${state.taken} are open with other graders.`);
  if (state.outdated)
    rest.push(`${state.outdated} belong to newer submissions: run "lstm-course grade" first.`);
  const none = state.total ? "All answers that are free are graded." : "There is no answer to grade.";
  at("done").textContent = [none, ...rest].join(" ");
}

const sum = () => given.reduce((total, points) => total + points, 0);

function draw() {
  at("items").replaceChildren(...items().map((item, index) => {
    const most = Number(item.dataset.points);
    const button = document.createElement("button");
    const state = given[index] === most ? "full" : given[index] > 0 ? "half" : "none";
    button.dataset.state = state;
    button.setAttribute("aria-label",
      `Item ${index + 1}: ${number(given[index])} of ${number(most)} points`);
    const key = document.createElement("kbd");
    key.textContent = index + 1;
    const points = document.createElement("b");
    points.textContent = `${number(given[index])} / ${number(most)}`;
    const words = document.createElement("span");
    words.append(item.content.cloneNode(true));
    button.append(key, points, words);
    button.onclick = () => toggle(index);
    return button;
  }));
}

function toggle(index) {
  const most = Number(items()[index].dataset.points);
  given[index] = given[index] === 0 ? most : given[index] === most ? most / 2 : 0;
  draw();
  at("points").value = number(sum());
}

function all() {
  given = items().map(item => Number(item.dataset.points));
  draw();
  at("points").value = number(sum());
}

function offer(comments) {
  at("reusable").replaceChildren(...comments.map(words => {
    const button = document.createElement("button");
    button.textContent = words;
    button.onclick = () => reuse(words);
    return button;
  }));
}

function reuse(words) {
  const old = at("comment").value.trim();
  if (!old.includes(words)) at("comment").value = old ? `${old}\n${words}` : words;
}

async function save() {
  if (!answer) return;
  const points = at("points");
  if (points.value === "" || !(points.valueAsNumber >= 0) || points.valueAsNumber > Number(points.max)) {
    say(`Give 0 to ${number(points.max)} points.`);
    return;
  }
  const { key, points: before } = answer;
  const data = { key, items: given, points: points.valueAsNumber, words: at("comment").value, seen: before };
  if (await send("save", data)) seen.push(key);
}

async function skip() {
  if (!answer) return;
  const { key } = answer;
  if (await send("next", { after: key })) seen.push(key);
}

const back = () => seen.length ? send("next", { key: seen.pop() }) : say("This is the first answer.");

function key(event) {
  const writing = ["TEXTAREA", "INPUT", "SELECT"].includes(event.target.tagName);
  if (event.key === "Escape") return event.target.blur();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return save();
  if (writing && !(event.key === "Enter" && event.target.id === "points")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = /^Digit([1-9])$/.exec(event.code);
  if (event.key === "Enter" && event.target.tagName === "BUTTON") return;
  if (event.key === "Enter") { save(); }
  else if (digit && event.shiftKey) { at("reusable").children[digit[1] - 1]?.click(); }
  else if (digit && items()[digit[1] - 1]) { toggle(digit[1] - 1); }
  else if (event.key === "a") { all(); }
  else if (event.key === "s") { skip(); }
  else if (event.key === "b") { back(); }
  else if (event.key === "c") { at("comment").focus(); }
  else return;
  event.preventDefault();
}

function choose(name) {
  about = sections.find(section => section.dataset.question === name) ?? sections[0];
  for (const section of sections) section.hidden = section !== about;
  seen = [];
  send("next", {});
}

at("save").onclick = save;
at("skip").onclick = skip;
at("back").onclick = back;
document.addEventListener("keydown", key);
at("question")?.addEventListener("change", event => choose(event.target.value));
choose(about.dataset.question);
