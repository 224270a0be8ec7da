"""What PyTorch's optimizers compute with the options that are off by default, in float64 on the CPU.

Writes torch_options.json beside it: points after 1, 2, 3, 10, 100 and 1000 steps from a start. A mark is left out where
points moved by 1e-13 of themselves at every step come out elsewhere, for there rounding decides. Run with Python 3 and PyTorch 2.15; the tests read
the output and need neither.
"""

import json
import pathlib

import torch
from torch_run import SCHEDULES, steady, with_flags

ROSENBROCK = "(1 - x)^2 + 100*(y - x^2)^2"
BOWL = "x^2 + 10*y^2 + x*y"
WAVES = "sin(x) + cos(2*y) + 0.1*x^2 + 0.1*y^2"
FIELDS = {
    ROSENBROCK: lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    BOWL: lambda x, y: x**2 + 10 * y**2 + x * y,
    WAVES: lambda x, y: torch.sin(x) + torch.cos(2 * y) + 0.1 * x**2 + 0.1 * y**2,
}
STARTS = {ROSENBROCK: [-1.2, 1.0], BOWL: [3.0, -2.0], WAVES: [2.5, 0.7]}

optim = torch.optim
# The optimizer's name and parameters here, PyTorch's class, and its arguments.
CASES = [
    ("gd", {"lr": 0.01, "weight_decay": 0.1}, optim.SGD, {}),
    ("momentum", {"lr": 0.01, "momentum": 0.8, "weight_decay": 0.2}, optim.SGD, {}),
    ("momentum", {"lr": 0.01, "momentum": 0.9, "dampening": 0.5}, optim.SGD, {}),
    ("momentum", {"lr": 0.01, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.1}, optim.SGD, {}),
    ("momentum", {"lr": 0.01, "momentum": 0.9, "nesterov": 1}, optim.SGD, {}),
    ("nesterov", {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.3}, optim.SGD, {"nesterov": True}),
    ("adagrad", {"lr": 0.1, "weight_decay": 0.1}, optim.Adagrad, {}),
    ("adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5, "lr_decay": 0.01}, optim.Adagrad, {}),
    ("rmsprop", {"lr": 0.01, "weight_decay": 0.1}, optim.RMSprop, {}),
    ("rmsprop", {"lr": 0.01, "centered": 1}, optim.RMSprop, {}),
    ("rmsprop", {"lr": 0.01, "centered": 1, "momentum": 0.5, "weight_decay": 0.1}, optim.RMSprop, {}),
    ("adadelta", {"lr": 1.0, "weight_decay": 0.1}, optim.Adadelta, {}),
    ("adam", {"lr": 0.05, "weight_decay": 0.1}, optim.Adam, {}),
    ("adam", {"lr": 0.05, "amsgrad": 1}, optim.Adam, {}),
    ("adam", {"lr": 0.05, "amsgrad": 1, "weight_decay": 0.2}, optim.Adam, {}),
    ("amsgrad", {"lr": 0.05, "weight_decay": 0.1}, optim.Adam, {"amsgrad": True}),
    ("adamw", {"lr": 0.05, "weight_decay": 0.3, "amsgrad": 1}, optim.AdamW, {}),
    ("adamax", {"lr": 0.05, "weight_decay": 0.1}, optim.Adamax, {}),
    ("nadam", {"lr": 0.05, "weight_decay": 0.1}, optim.NAdam, {}),
    ("nadam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": 1}, optim.NAdam, {}),
    ("radam", {"lr": 0.05, "weight_decay": 0.1}, optim.RAdam, {}),
    ("radam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": 1}, optim.RAdam, {}),
    ("rprop", {"lr": 100.0}, optim.Rprop, {}),
    ("rprop", {"lr": 1e-9}, optim.Rprop, {}),
    ("rprop", {"lr": 0.1, "step_max": 0.3, "step_min": 1e-2}, optim.Rprop, {}),
]
MARKS = [1, 2, 3, 10, 100, 1000]


def arguments(kind, parameters, others):
    """The parameters here by PyTorch's names."""
    left = with_flags(parameters)
    if kind is optim.Rprop:
        left["step_sizes"] = (left.pop("step_min", 1e-6), left.pop("step_max", 50))
    if kind is optim.SGD and "lr" in left and others.get("nesterov"):
        left.setdefault("momentum", 0.9)
    return {**left, **others}


rows = []
for name, parameters, kind, others in CASES:
    for formula, start in STARTS.items():
        if kind is optim.SGD and formula == ROSENBROCK:
            scaled = {**parameters, "lr": 1e-2 * parameters["lr"]}
        else:
            scaled = parameters
        keywords = arguments(kind, scaled, others)
        after = steady(kind, keywords, FIELDS[formula], start, MARKS, apart=1e-9, largest=1e9)
        rows.append({"optimizer": name, "params": scaled, "formula": formula, "start": start, "after": after})

# What PyTorch's schedulers make of a step size of 1, step by step.
schedules = []
for text, make in SCHEDULES.items():
    point = torch.tensor(0.0, requires_grad=True)
    optimizer = optim.SGD([point], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for _ in range(45):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    schedules.append({"schedule": text, "factors": factors})

output = {"source": f"PyTorch {torch.__version__}, float64, CPU", "rows": rows, "schedules": schedules}
pathlib.Path(__file__).with_name("torch_options.json").write_text(json.dumps(output, indent=1) + "\n")
print(len(rows), "rows,", sum(len(row["after"]) for row in rows), "marks")
