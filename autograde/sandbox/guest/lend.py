"""Put model answers in the place of answers that do not pass, for the time of one check."""

from lstm_utils.checks.lend import names_in


class Lent:
    """The model answers that a notebook's namespace has at the moment.

    Args:
        room: the namespace.
    """

    def __init__(self, room: dict) -> None:
        self._room = room
        self._kept: dict[str, object] = {}
        self._lent: list[str] = []

    def lend(self, function: object, imports: str, answers: list[list[str]]) -> list[str]:
        """Replace the answers that a function calls, and return their names.

        Args:
            function: it and the functions that it calls are searched for names.
            imports: what the model answers import.
            answers: the name and the source of each model answer.
        """
        called = names_in(function, self._room)
        for name, source in answers:
            if name in called:
                space = {"__name__": "__main__"}
                exec(imports, space)
                exec(compile(source, f"<the course's {name}>", "exec"), space)
                self._kept |= {own: self._room[own] for own in {name} & self._room.keys()}
                self._room[name] = space[name]
                self._lent.append(name)
        return [*self._lent]

    def give_back(self) -> None:
        """Put the answers back."""
        for name in self._lent:
            del self._room[name]
        self._room.update(self._kept)
        self._kept, self._lent = {}, []
