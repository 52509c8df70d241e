// What is wider than the page scrolls in a box of its own; a keyboard must reach such a box.
const boxes = document.querySelectorAll(
  ".formula, .long-formula, .course-map, .bd-article pre, .output",
)

function reachable() {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
    else box.removeAttribute("tabindex")
  }
}

addEventListener("load", reachable)
addEventListener("resize", reachable)
