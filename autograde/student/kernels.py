"""Transport settings of the kernels that the course starts."""

import zmq
from traitlets.config import Config


def quiet_config() -> Config:
    """Return settings under which a kernel encrypts its messages, where ZeroMQ can.

    A kernel that does not warns about it on stderr each time it starts.
    """
    config = Config()
    if zmq.has("curve"):
        config.KernelManager.transport_encryption = "auto"
    return config
