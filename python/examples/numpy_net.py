"""A network of two layers in NumPy, which `loss_landscape.py` trains where PyTorch is not installed."""

import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(48, 2))
Y = np.hypot(*X.T) < 1.1
SHAPES = [(6, 2), (6,), (1, 6), (1,)]
ENDS = np.cumsum([np.prod(shape) for shape in SHAPES])


def forward(weights):
    """The hidden units and the logits."""
    w1, b1, w2, b2 = (part.reshape(shape) for part, shape in zip(np.split(weights, ENDS[:-1]), SHAPES))
    hidden = np.tanh(X @ w1.T + b1)
    return hidden, (hidden @ w2.T + b2)[:, 0], w2


def loss(weights):
    """Binary cross-entropy."""
    _, logits, _ = forward(weights)
    return np.mean(np.logaddexp(0, logits) - Y * logits)


def gradient(weights):
    """The loss's gradient, by the chain rule."""
    hidden, logits, w2 = forward(weights)
    error = (1 / (1 + np.exp(-logits)) - Y)[:, None] / len(X)
    back = error * w2 * (1 - hidden**2)
    return np.concatenate([(back.T @ X).ravel(), back.sum(0), (error.T @ hidden).ravel(), error.sum(0)])


def train(steps):
    """The loss, the weights before every step of descent with momentum and after the last, and each array's shape."""
    path, velocity = [0.5 * rng.normal(size=ENDS[-1])], 0
    for _ in range(steps):
        velocity = 0.9 * velocity + gradient(path[-1])
        path.append(path[-1] - 0.5 * velocity)
    return loss, np.array(path), SHAPES
