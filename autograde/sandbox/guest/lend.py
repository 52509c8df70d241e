"""Put model answers in the place of answers that do not pass, for the time of one check."""

from lstm_utils.checks.lend import names_in


class Lent:
    """The model answers that a notebook's namespace has at the moment.

    Args:
        namespace: the notebook's.
    """

    def __init__(self, namespace: dict) -> None:
        self._namespace = namespace
        self._kept: dict[str, object] = {}
        self._lent: list[str] = []

    def lend(self, function: object, imports: str, answers: list[list[str]]) -> list[str]:
        """Replace the answers that a function calls, and return their names.

        Args:
            function: it and the functions that it calls are searched for names.
            imports: what the model answers import.
            answers: the name and the source of each model answer.
        """
        called = names_in(function, self._namespace)
        for name, source in answers:
            if name in called:
                space = {"__name__": "__main__"}
                exec(imports, space)
                exec(compile(source, f"<the course's {name}>", "exec"), space)
                self._kept |= {
                    own: self._namespace[own] for own in {name} & self._namespace.keys()
                }
                self._namespace[name] = space[name]
                self._lent.append(name)
        return [*self._lent]

    def give_back(self) -> None:
        """Put the answers back."""
        for name in self._lent:
            del self._namespace[name]
        self._namespace.update(self._kept)
        self._kept, self._lent = {}, []
