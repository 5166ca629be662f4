"""Golden log-densities of Gaussian mixtures, from SciPy.

    python toolkit/src/test/golden/gaussian_mixture.py > toolkit/src/test/resources/golden/gaussian-mixture.json
"""

import json

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

CASES = [
    {
        "weights": [0.3, 0.7],
        "means": [[-1.0], [2.5]],
        "covariances": [[[0.2]], [[1.7]]],
        "points": [[-1.3], [0.4], [60.0]],
    },
    {
        "weights": [0.94, 0.05, 0.01],
        "means": [[1.5, 0.0], [-0.75, 1.3], [-0.75, -1.3]],
        "covariances": [
            [[0.025, 0.0], [0.0, 0.025]],
            [[0.5, 0.3], [0.3, 0.4]],
            [[0.1, -0.05], [-0.05, 0.2]],
        ],
        "points": [[1.4, 0.1], [-0.7, 1.1], [0.0, 0.0], [-25.0, 30.0]],
    },
    {
        "weights": [0.5, 0.5],
        "means": [[0.0, 1.0, 2.0], [1.0, -1.0, 0.5]],
        "covariances": [
            [[2.0, 0.4, 0.1], [0.4, 1.0, -0.3], [0.1, -0.3, 0.7]],
            [[0.3, 0.0, 0.2], [0.0, 0.9, 0.0], [0.2, 0.0, 0.6]],
        ],
        "points": [[0.2, 0.3, 0.4], [-3.0, 2.0, 1.0]],
    },
]

for case in CASES:
    logs = [
        np.log(w) + multivariate_normal(m, c).logpdf(np.array(case["points"]))
        for w, m, c in zip(case["weights"], case["means"], case["covariances"])
    ]
    case["logDensity"] = logsumexp(np.array(logs), axis=0).tolist()

print(json.dumps(CASES, indent=1))
