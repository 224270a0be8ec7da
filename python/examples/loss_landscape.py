"""The loss of a small network over two directions, and the path of its training upon it.

The directions are the two principal ones of the path itself, and what is around it is scaled as the weights are
(filter-normalised: Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets"). With PyTorch installed the network is
trained by it; without, by the gradient written out in NumPy.

    python loss_landscape.py [OUT.png]
"""

import sys

import numpy as np

import steepest as st

rng = np.random.default_rng(0)
X = rng.normal(size=(48, 2))
Y = (np.hypot(*X.T) < 1.1).astype(float)
SHAPES = [(2, 6), (6,), (6,), ()]
SPLITS = np.cumsum([int(np.prod(shape)) for shape in SHAPES])


def loss(weights):
    """Binary cross-entropy of a net of six tanh units; `weights` has a row for each net."""
    w1, b1, w2, b2 = (w.reshape(-1, *s) for w, s in zip(np.split(np.atleast_2d(weights), SPLITS[:-1], axis=1), SHAPES))
    logits = np.einsum("nbh,nh->nb", np.tanh(np.einsum("bi,nih->nbh", X, w1) + b1[:, None]), w2) + b2[:, None]
    return np.mean(np.logaddexp(0, logits) - Y * logits, axis=1)


def gradient(weights):
    """The same net's gradient, by the chain rule."""
    w1, b1, w2, b2 = (w.reshape(s) for w, s in zip(np.split(weights, SPLITS[:-1]), SHAPES))
    hidden = np.tanh(X @ w1 + b1)
    error = (1 / (1 + np.exp(-(hidden @ w2 + b2))) - Y) / len(X)
    back = np.outer(error, w2) * (1 - hidden**2)
    return np.concatenate([(X.T @ back).ravel(), back.sum(0), hidden.T @ error, [error.sum()]])


def train(weights, steps=150, lr=0.5, momentum=0.9):
    """The weights after each step of gradient descent with momentum."""
    path, velocity = [weights], np.zeros_like(weights)
    try:
        import torch
    except ImportError:
        for _ in range(steps):
            velocity = momentum * velocity + gradient(path[-1])
            path.append(path[-1] - lr * velocity)
        return np.array(path)
    theta = torch.tensor(weights, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=lr, momentum=momentum)
    x, y = torch.tensor(X), torch.tensor(Y)
    for _ in range(steps):
        optimizer.zero_grad()
        w1, b1, w2, b2 = (w.reshape(s) for w, s in zip(torch.tensor_split(theta, SPLITS[:-1].tolist()), SHAPES))
        logits = torch.tanh(x @ w1 + b1) @ w2 + b2
        torch.nn.functional.binary_cross_entropy_with_logits(logits, y).backward()
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def normalised(direction, weights):
    """The direction, each of its parts as long as the weights' own."""
    parts = zip(np.split(direction, SPLITS[:-1]), np.split(weights, SPLITS[:-1]))
    return np.concatenate([d * np.linalg.norm(w) / max(np.linalg.norm(d), 1e-12) for d, w in parts])


def main(out="loss_landscape.png"):
    path = train(rng.normal(size=SPLITS[-1]) * 0.5)
    end = path[-1]
    directions = np.linalg.svd(path - end, full_matrices=False)[2][:2]
    basis = np.array([normalised(direction, end) for direction in directions])
    seen = np.linalg.lstsq(basis.T, (path - end).T, rcond=None)[0].T

    def over(a, b):
        """The loss beside the end of training, a and b along both directions."""
        nets = end + np.multiply.outer(np.ravel(a), basis[0]) + np.multiply.outer(np.ravel(b), basis[1])
        return np.concatenate([loss(some) for some in np.array_split(nets, max(1, len(nets) // 512))]).reshape(np.shape(a))

    low, high = seen.min(0), seen.max(0)
    margin = 0.35 * (high - low).max()
    field = st.Field(over, x=(low[0] - margin, high[0] + margin), y=(low[1] - margin, high[1] + margin), name="loss")
    picture = st.render(field, trajectories=[seen], xlabel="direction 1", ylabel="direction 2", arrows="off", size=(720, 360))
    picture.save(out)
    print(f"loss {loss(path[0])[0]:.3f} → {loss(end)[0]:.3f}; the picture is in {out}")
    return field, seen


if __name__ == "__main__":
    main(*sys.argv[1:2])
