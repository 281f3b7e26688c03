"""A consumer of /events."""
from people import fresh_name


class Consumer:
    """A consumer of its own, whose queue begins now."""

    def __init__(self, api, name=None):
        self.api = api
        self.name = name or fresh_name("consumer")
        self._lent = []
        assert self.take() == []

    def take(self, wait=0, ack=()):
        """One call as it is."""
        return self.api.call("/events", consumer=self.name, wait=wait, ack=list(ack)).data["events"]

    def next(self, wait=1):
        """Acknowledges what the last call of this brought, and takes more."""
        events = self.take(wait, self._lent)
        self._lent = [event["id"] for event in events]
        return events

    def of_game(self, game_id, wait=1):
        """The events of one game that are there by now."""
        return [event for event in self.take(wait) if event["game_id"] == game_id]
