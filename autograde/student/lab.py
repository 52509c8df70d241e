"""JupyterLab as the course opens it: one lesson in front, nothing that asks or distracts."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from traitlets.config import Config

from autograde.student.kernels import quiet_config

SETTINGS = Path(__file__).with_name("jupyterlab")  # hides news, build checks and terminals
HIDDEN = ".jupyterlab"  # in the workspace: which tabs were open


def calm_config(notebook: Path, workspace: Path) -> Config:
    """Return JupyterLab's configuration; what is given on the command line goes before it."""
    config = quiet_config()
    config.IdentityProvider.token = secrets.token_hex(16)
    config.ServerApp.update(
        root_dir=str(workspace),
        answer_yes=True,  # Ctrl-C ends it at once; notebooks are saved as one types
        allow_root=True,  # containers
        log_level="ERROR",
        terminals_enabled=False,
    )
    config.LabApp.update(
        app_settings_dir=str(SETTINGS),
        check_for_updates_class="jupyterlab.NeverCheckForUpdate",
        default_url="/lab/tree/" + notebook.relative_to(workspace).as_posix(),
        extension_manager="readonly",
        log_level="ERROR",
        news_url=None,
        workspaces_dir=str(workspace / HIDDEN),
    )
    return config


class CourseServer(ServerApp):
    """A Jupyter server that says in two lines where it is and how it ends."""

    def start_app(self) -> None:
        """Open the browser, if one is wanted; print the address as soon as it answers."""
        super().start_app()
        self.io_loop.add_callback(self.announce)

    def announce(self) -> None:
        """Print the address, token included."""
        url = self.connection_url + self.default_url.removeprefix("/")
        if self.ip in ("0.0.0.0", "::"):  # as in a container: no browser knows its own name
            url = urlsplit(url)._replace(netloc=f"127.0.0.1:{self.port}").geturl()
        token = self.identity_provider.token
        url += f"?token={token}" if token else ""
        print(f"\nThe course is open at {url}\nCtrl-C ends it.\n", flush=True)


class CourseLab(LabApp):
    """JupyterLab without the server extensions of its neighbours.

    jupytext's would pair notebooks with text files, nbgrader's belong to instructors.
    """

    serverapp_class = CourseServer
    serverapp_config = {"jpserver_extensions": {}}  # noqa: RUF012
    opening: Config = Config()

    @classmethod
    def get_extension_package(cls) -> str:
        """Name the package that the server loads: JupyterLab's own."""
        return "jupyterlab"

    @classmethod
    def make_serverapp(cls, **kwargs: Any) -> ServerApp:
        """Create the server with our configuration."""
        return super().make_serverapp(config=cls.opening, **kwargs)


def run(notebook: Path, workspace: Path, args: list[str]) -> int:
    """Serve the workspace with a notebook in front until Ctrl-C; return the exit status."""
    CourseLab.opening = calm_config(notebook, workspace)
    os.chdir(workspace)
    try:
        CourseLab.launch_instance(args)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
