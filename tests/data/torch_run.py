"""Runs of PyTorch's optimizers, for torch_options.py and torch_random.py beside it, which import it."""

import random

import torch

torch.set_default_dtype(torch.float64)

FLAGS = {"nesterov", "centered", "amsgrad", "decoupled_weight_decay"}
SCHEDULES = {
    "cosine:10": lambda it: torch.optim.lr_scheduler.CosineAnnealingLR(it, 10),
    "step:7,0.5": lambda it: torch.optim.lr_scheduler.StepLR(it, 7, 0.5),
    "exponential:0.9": lambda it: torch.optim.lr_scheduler.ExponentialLR(it, 0.9),
}


def with_flags(parameters):
    return {name: bool(value) if name in FLAGS else value for name, value in parameters.items()}


def run(kind, keywords, f, start, steps, schedule=None, moved=None):
    """The points after these steps; moved by 1e-13 of themselves at every step where somebody draws which way."""
    point = [torch.tensor(c, requires_grad=True) for c in start]
    optimizer = kind(point, **keywords)
    scheduler = SCHEDULES[schedule](optimizer) if schedule else None
    marks = {}
    for step in range(1, max(steps) + 1):
        optimizer.zero_grad()
        f(*point).backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        if moved:
            with torch.no_grad():
                for c in point:
                    c *= 1 + moved.choice((-1e-13, 1e-13))
        if step in steps:
            marks[step] = [c.item() for c in point]
    return marks


def steady(kind, keywords, f, start, steps, schedule=None, *, apart, largest):
    """The same without the steps at which rounding decides, where moved points come out farther apart, and without those far out."""
    marks = run(kind, keywords, f, start, steps, schedule)
    others = [run(kind, keywords, f, start, steps, schedule, random.Random(seed)) for seed in range(2)]
    distance = lambda step: max(abs(a - b) / max(1, abs(a)) for one in others for a, b in zip(marks[step], one[step]))
    return {str(step): marks[step] for step in marks if distance(step) < apart and max(map(abs, marks[step])) < largest}
