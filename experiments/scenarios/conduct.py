"""The section ``conduct`` of a scenario file; every assumption says where it comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from experiments.scenarios.fields import Days, Factor, Probability, Steps, source
from model.simulation.conduct import (
    Attention,
    Conduct,
    GivingUp,
    Leaning,
    Order,
    Ordering,
    Prompt,
    PuttingOff,
)
from protocols.fields import Word, Words
from protocols.form import TextForm
from protocols.models import Model

Source = Annotated[TextForm, BeforeValidator(source)]


class AttentionForm(Model):
    """Factors on skipped looks and overlooked duties."""

    skips: Factor = 1.0
    overlooked: Factor = 1.0
    source: Source

    def read(self) -> Attention:
        """Return the model's attention."""
        return Attention(self.skips, self.overlooked, self.source.read())


class OrderForm(Model):
    """Which matter is taken up next."""

    first: Order = Field(strict=False)
    source: Source

    def read(self) -> Ordering:
        """Return the model's order."""
        return Ordering(self.first, self.source.read())


class PuttingOffForm(Model):
    """Procrastination."""

    willingness: Steps
    source: Source

    def read(self) -> PuttingOff:
        """Return the model's procrastination."""
        steps = sorted((int(left), chance) for left, chance in self.willingness.items())
        return PuttingOff(tuple(steps), self.source.read())


class GivingUpForm(Model):
    """Dropping what is overdue."""

    probability: Probability
    source: Source

    def read(self) -> GivingUp:
        """Return the model's giving up."""
        return GivingUp(self.probability, self.source.read())


class LeaningForm(Model):
    """Leaving duties to their default."""

    probability: Probability
    per_waiting: Probability = 0.0
    most: Probability = 1.0
    source: Source

    def read(self) -> Leaning:
        """Return the model's leaning."""
        return Leaning(self.probability, self.per_waiting, self.most, self.source.read())


class PromptForm(Model):
    """What makes people look more closely for a while."""

    after: Words
    reaches: Literal["breaching", "everybody"]
    skips: Probability = 1.0
    overlooked: Probability = 1.0
    days: Days
    source: Source

    def read(self, name: str) -> Prompt:
        """Return the model's prompt."""
        everybody = self.reaches == "everybody"
        source, days = self.source.read(), self.days
        return Prompt(name, tuple(self.after), everybody, self.skips, self.overlooked, days, source)


class ConductForm(Model):
    """How people behave."""

    attention: AttentionForm | None = None
    order: OrderForm | None = None
    putting_off: PuttingOffForm | None = None
    giving_up: GivingUpForm | None = None
    leaning: LeaningForm | None = None
    prompts: dict[Word, PromptForm] = {}

    def read(self) -> Conduct:
        """Return the model's conduct."""
        return Conduct(
            self.attention.read() if self.attention else Attention(),
            self.order.read() if self.order else Ordering(),
            self.putting_off.read() if self.putting_off else None,
            self.giving_up.read() if self.giving_up else None,
            self.leaning.read() if self.leaning else None,
            tuple(one.read(name) for name, one in self.prompts.items()),
        )
