"""The loss of a small network over two directions, and the path of its training upon it.

Both directions are the principal ones of the path itself, and each of their filters is as long as the network's own (Li et al.
2018, "Visualizing the Loss Landscape of Neural Nets"). For a network of yours, change what `train` builds. Where PyTorch is
not installed, a network written in NumPy takes its place.

    python loss_landscape.py [OUT.png]
"""

import sys

import numpy as np

import steepest as st


def train(steps=150):
    """The loss at any weights, the weights before every step and after the last, and each tensor's shape."""
    try:
        import torch
    except ImportError:
        import numpy_net

        return numpy_net.train(steps)
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 6), torch.nn.Tanh(), torch.nn.Linear(6, 1))
    x = torch.randn(48, 2)
    y = (x.norm(dim=1, keepdim=True) < 1.1).float()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)

    def loss(weights=None):
        if weights is not None:
            torch.nn.utils.vector_to_parameters(torch.as_tensor(weights, dtype=x.dtype), model.parameters())
        return torch.nn.functional.binary_cross_entropy_with_logits(model(x), y)

    path = []
    for _ in range(steps + 1):
        path.append(torch.nn.utils.parameters_to_vector(model.parameters()).detach().numpy().copy())
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    return loss, np.array(path), [tuple(p.shape) for p in model.parameters()]


def filter_normalised(direction, weights, shapes):
    """The direction, each of its filters (a row of a matrix, or all biases of a layer) as long as that of the weights."""
    ends, parts = np.cumsum([np.prod(shape) for shape in shapes])[:-1].astype(int), []
    for d, w, shape in zip(np.split(direction, ends), np.split(weights, ends), shapes):
        d, w = (part.reshape(shape[0] if len(shape) > 1 else 1, -1) for part in (d, w))
        parts.append((d * np.linalg.norm(w, axis=1, keepdims=True) / np.linalg.norm(d, axis=1, keepdims=True)).ravel())
    return np.concatenate(parts)


def landscape(loss, path, shapes, **keywords):
    """A picture of the loss around the end of a path, with the path upon it."""
    end = path[-1]
    principal = np.linalg.svd(path - end, full_matrices=False)[2][:2]
    directions = np.array([filter_normalised(direction, end, shapes) for direction in principal])
    seen = np.linalg.lstsq(directions.T, (path - end).T, rcond=None)[0].T
    reach = 0.35 * np.ptp(seen, axis=0).max()
    (x0, y0), (x1, y1) = seen.min(axis=0) - reach, seen.max(axis=0) + reach
    field = st.Field(lambda a, b: loss(end + [a, b] @ directions), x=(x0, x1), y=(y0, y1), name="loss")
    return st.render(field, trajectories=[seen], xlabel="direction 1", ylabel="direction 2", arrows="off", **keywords)


if __name__ == "__main__":
    landscape(*train(), size=(720, 360)).save(*sys.argv[1:2] or ["loss_landscape.png"])
