# Two images: `student` opens JupyterLab with the lessons; `grader` is the command line with a
# sandbox. docs/start.md has the commands that build and run them.
ARG PYTHON=3.13.9-slim-trixie

FROM python:${PYTHON} AS installed
# Where pip finds more builds, such as PyTorch without CUDA: gigabytes less. Empty: the default.
ARG PIP_EXTRA_INDEX_URL=""
WORKDIR /opt/lstm-course
COPY . .
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv .venv \
    && .venv/bin/pip install --disable-pip-version-check \
        --constraint constraints.txt --editable ".[cluster,lti,postgres]" \
    && .venv/bin/python -m compileall -q autograde lstm_utils

FROM python:${PYTHON} AS course
COPY --from=installed /opt/lstm-course /opt/lstm-course
ENV PATH="/opt/lstm-course/.venv/bin:${PATH}"
RUN useradd --create-home --uid 1000 --shell /bin/bash course

FROM course AS grader
# The newest bubblewrap of the release: old versions leave the archive, so a pin would break.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=course --group=course /class
USER 1000
WORKDIR /class
ENTRYPOINT ["lstm-course"]
CMD ["--help"]

FROM course AS student
RUN install --directory --owner=course --group=course /home/course/lessons
USER 1000
WORKDIR /home/course/lessons
EXPOSE 8888
CMD ["lstm-course", "lab", "--workspace=.", "--no-browser", "--port=8888", "--", "--ip=0.0.0.0"]
