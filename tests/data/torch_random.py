"""What PyTorch's optimizers compute with parameters, fields, starts and schedules drawn by chance, in float64 on the CPU.

Writes torch_random.json beside it: points after 1, 2, 5, 20 and 40 steps. A mark is left out where points moved by 1e-13 of themselves at
every step come out elsewhere, for there rounding decides. Run with Python 3 and PyTorch 1.13 or later; before version 2.0 its NAdam counted
a factor twice, which is mended here as it was there. The tests read the output and need neither.
"""

import inspect
import json
import pathlib
import random
import sys

import torch
from torch_run import SCHEDULES, steady, with_flags

optim = torch.optim
nadam = vars(sys.modules[optim.NAdam.__module__])
exec(inspect.getsource(nadam["_single_tensor_nadam"]).replace("mu_product * mu * mu_next", "mu_product * mu_next"), nadam)

CASES, MARKS = 104, [1, 2, 5, 20, 40]
rng = random.Random(20)


def between(low, high):
    return round(rng.uniform(low, high), 4)


def power(low, high):
    return float(f"{10 ** rng.uniform(low, high):.3g}")


def maybe(**values):
    return {name: value() for name, value in values.items() if rng.random() < 0.6}


def betas():
    return {"beta1": between(0, 0.99), "beta2": between(0.8, 0.9999)}


def drawn(name):
    """Parameters by their names here, and PyTorch's class and its further arguments."""
    decay, eps = maybe(weight_decay=lambda: between(0, 0.5)), maybe(eps=lambda: power(-12, -1))
    rate = {"lr": power(-4, 0)}
    heavy = {**rate, "momentum": between(0.05, 0.99), **decay}
    adaptive = {**rate, **decay, **eps}
    amsgrad = {"amsgrad": rng.choice([0, 1])}
    match name:
        case "gd":
            return {**rate, **decay}, optim.SGD, {}
        case "momentum":
            return {**heavy, **rng.choice([{}, {"nesterov": 1}, {"dampening": between(0, 0.9)}])}, optim.SGD, {}
        case "nesterov":
            return heavy, optim.SGD, {"nesterov": True}
        case "adagrad":
            sums = {"lr_decay": between(0, 0.5), "initial_accumulator_value": between(0, 1)}
            return {**adaptive, **sums}, optim.Adagrad, {}
        case "rmsprop":
            means = {"alpha": between(0.01, 0.999), "centered": rng.choice([0, 1]), **maybe(momentum=lambda: between(0, 0.95))}
            return {**adaptive, **means}, optim.RMSprop, {}
        case "adadelta":
            return {**adaptive, "lr": between(0.1, 2), "rho": between(0.1, 0.99)}, optim.Adadelta, {}
        case "adam":
            return {**adaptive, **betas(), **amsgrad}, optim.Adam, {}
        case "amsgrad":
            return {**adaptive, **betas()}, optim.Adam, {"amsgrad": True}
        case "adamw":
            return {**adaptive, **betas(), **amsgrad}, optim.AdamW, {}
        case "adamax":
            return {**adaptive, **betas()}, optim.Adamax, {}
        case "nadam":
            return {**adaptive, **betas(), "momentum_decay": between(0, 0.1)}, optim.NAdam, {}
        case "radam":
            return {**adaptive, **betas()}, optim.RAdam, {}
        case "rprop":
            factors = {"eta_minus": between(0.1, 0.9), "eta_plus": between(1.01, 2)}
            return {"lr": power(-3, 0), **factors, "step_min": power(-8, -3), "step_max": between(0.05, 5)}, optim.Rprop, {}


def arguments(parameters, others):
    """The parameters by PyTorch's names."""
    left = with_flags(parameters)
    for both, pair in [("betas", ("beta1", "beta2")), ("etas", ("eta_minus", "eta_plus")), ("step_sizes", ("step_min", "step_max"))]:
        if pair[0] in left:
            left[both] = tuple(left.pop(name) for name in pair)
    return {**left, **others}


def field():
    """A formula of bounded descent, and the same for PyTorch."""
    c = [between(-2, 2) for _ in range(9)]
    formula = (
        f"{c[0]}*x^2 + {c[1]}*x*y + {c[2]}*y^2 + {c[3]}*x + {c[4]}*y + 0.05*(x^4 + y^4)"
        f" + {c[5]}*sin({c[6]}*x + {c[7]}*y) + {c[8]}*exp(-(x^2 + y^2))"
    )
    even = lambda x, y: c[0] * x**2 + c[1] * x * y + c[2] * y**2 + c[3] * x + c[4] * y + 0.05 * (x**4 + y**4)
    return formula, lambda x, y: even(x, y) + c[5] * torch.sin(c[6] * x + c[7] * y) + c[8] * torch.exp(-(x**2 + y**2))


NAMES = "gd momentum nesterov adagrad rmsprop adadelta adam amsgrad adamw adamax nadam radam rprop".split()
rows = []
for case in range(CASES):
    name = NAMES[case % len(NAMES)]
    parameters, kind, others = drawn(name)
    formula, f = field()
    start = [between(-3, 3), between(-3, 3)]
    # PyTorch's Rprop takes its step size before the first step alone, so that a schedule means nothing to it.
    schedule = rng.choice([None, None, *SCHEDULES]) if name != "rprop" else None
    keywords = arguments(parameters, others)
    after = steady(kind, keywords, f, start, MARKS, schedule, apart=1e-10, largest=1e6)
    row = {"optimizer": name, "params": parameters, "formula": formula, "start": start, "after": after}
    rows.append({**row, **({"schedule": schedule} if schedule else {})})

output = {"source": f"PyTorch {torch.__version__}, float64, CPU", "rows": rows}
pathlib.Path(__file__).with_name("torch_random.json").write_text(json.dumps(output) + "\n")
print(len(rows), "rows,", sum(len(row["after"]) for row in rows), "marks")
