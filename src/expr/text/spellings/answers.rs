//! What to write for a name that has no meaning here, or two.

/// What to write for a name that has no meaning here, or two.
pub(in crate::expr) fn answer(name: &str) -> Option<&'static str> {
    let (_, answer) = ANSWERS.iter().find(|(spellings, _)| spellings.contains(&name))?;
    Some(answer)
}

/// What to do about functions that there are in libraries and not here.
const SAMPLE: &str = "it is unknown here; sample it, such as by SciPy into an .npy file, and open that";
const DERIVED: &str = "write f alone; its derivatives are found from it";
const REAL: &str = "formulas are real; write out the real part";
const LEAVE: &str = "leave this word out";
const PASTE: &str = "write the formula alone, without what stands around it in a program";
const CHOICE: &str = "write `if(condition, a, b)`, one within another for more than two";

const ANSWERS: &[(&[&str], &str)] = &[
    (&["remainder", "drem"], "`mod(a, b)` has the sign of b, as NumPy's; C's rounds the quotient"),
    (&["int", "Int", "INT"], "write `floor(x)`, or `trunc(x)` towards 0"),
    (&["lg", "lb", "ld"], "write `log10(x)` or `log2(x)`"),
    (&["sqr"], "write `x^2` or `sqrt(x)`"),
    (&["sinc"], "write `sin(x)/x`, or `sin(pi*x)/(pi*x)` as NumPy means it"),
    (&["heaviside", "step", "Heaviside", "HeavisideTheta"], "write `x > 0`, which is 1 or 0"),
    (&["logical_xor", "xor", "Xor"], "write `(a and not b) or (b and not a)`"),
    (&["And", "AND", "all", "bitwise_and"], "write `a and b`"),
    (&["Or", "OR", "any", "bitwise_or"], "write `a or b`"),
    (&["interp", "interp1", "interpolate"], "save the samples as .npy or .csv, and open that"),
    (&["nan_to_num", "isnan", "isfinite", "IFERROR", "ISERROR"], "leave it out: what has no value is missing"),
    (&["eps", "epsilon"], "write its number, such as `1e-16`"),
    (&["peaks"], "write its formula out"),
    (&["mtimes", "ldexp", "idivide", "QUOTIENT"], "write `a*b`, `a*2^b` or `trunc(a/b)`"),
    (&["WENN", "SI", "SE"], "write `if(condition, a, b)`"),
    (&["WURZEL", "RACINE", "RAIZ", "RADQ"], "write `sqrt(x)`"),
    (&["POTENZ", "PUISSANCE", "POTENCIA"], "write `x^n`"),
    (&["Not", "NOT"], "write `not a`"),
    (&["root", "nthroot", "nroot", "surd", "Surd"], "write `x^(1/n)`, or `cbrt(x)`"),
    (&["length", "magnitude", "hypotenuse", "vecnorm"], "write `hypot(x, y)`"),
    (&["dist", "distance", "euclidean"], "write `hypot(x - a, y - b)`"),
    (&["dot", "matmul", "inner", "outer", "cross", "einsum"], "write the products out"),
    (&["nan", "NaN", "inf", "Inf", "Infinity", "INFINITY", "infinity", "oo"], "only finite numbers can be written"),
    (&["arccot", "arcctg", "acot"], "write `atan(1/x)` or `pi/2 - atan(x)`"),
    (&["float", "double", "let", "const", "auto", "var", "float64", "float32", "return"], LEAVE),
    (&["plot", "draw", "graph", "surface", "contour", "show", "evaluate", "simplify", "solve"], LEAVE),
    (
        &["mean", "average", "std", "median", "cumsum", "argmax", "argmin", "sort"],
        "a formula has one point at a time; write it out",
    ),
    (
        &[
            "tensor", "asarray", "stack", "Matrix", "meshgrid", "linspace", "array", "zeros", "ones", "arange",
            "ndgrid", "mgrid", "ogrid", "seq", "range",
        ],
        "x and y are numbers here: write the formula alone",
    ),
    (
        &["vec", "vec2", "vec3", "vector", "float2", "float3", "c", "Vector"],
        "write x and y themselves, without a vector",
    ),
    (&["import", "from", "print", "plt", "fig", "ax", "self", "public", "static", "void", "include", "using"], PASTE),
    (&["def", "function", "lambda", "Function", "begin", "end", "class", "inline", "local"], PASTE),
    (&["Plot", "Plot3D", "ContourPlot", "DensityPlot", "surf", "mesh", "contourf", "imshow", "plot_surface"], PASTE),
    (&["for", "while", "elif", "then", "when", "Table", "map", "reduce"], PASTE),
    (&["logsumexp", "softmax", "log_softmax"], "write it out, such as `ln(exp(x) + exp(y))`"),
    (
        &[
            "piecewise",
            "Piecewise",
            "merge",
            "MERGE",
            "select",
            "cases",
            "switch",
            "case",
            "Which",
            "Switch",
            "IFS",
            "ifs",
        ],
        CHOICE,
    ),
    (
        &[
            "im",
            "re",
            "real",
            "imag",
            "conj",
            "conjugate",
            "arg",
            "angle",
            "phase",
            "complex",
            "Re",
            "Im",
            "cexp",
            "csqrt",
        ],
        REAL,
    ),
    (
        &["diff", "grad", "derivative", "Derivative", "partial", "laplacian", "gradient", "D", "Dx", "Dy", "deriv"],
        DERIVED,
    ),
    (
        &["integrate", "Integrate", "integral", "quad", "trapz", "antiderivative"],
        "an integral is unknown here; write its value",
    ),
    (&["lim", "limit", "Limit"], "a limit is unknown here; write its value"),
    (
        &["rand", "randn", "random", "rnd", "RAND", "noise", "perlin"],
        "a field has one value at each point; sample it, and open the .npy",
    ),
    (&["factorial", "fact", "comb", "binom", "choose", "nCr", "nPr", "perm", "binomial"], "write the product out"),
    (
        &[
            "gamma",
            "Gamma",
            "Γ",
            "lgamma",
            "tgamma",
            "gammaln",
            "loggamma",
            "digamma",
            "psi",
            "polygamma",
            "beta",
            "zeta",
        ],
        SAMPLE,
    ),
    (
        &[
            "jv", "jn", "yv", "yn", "iv", "kv", "j0", "j1", "y0", "y1", "i0", "k0", "J0", "J1", "BesselJ", "besselj",
            "bessel",
        ],
        SAMPLE,
    ),
    (
        &[
            "airy", "Ai", "Bi", "lambertw", "LambertW", "erfinv", "erfi", "expi", "expint", "fresnel", "ellipk",
            "ellipe",
        ],
        SAMPLE,
    ),
    (&["legendre", "hermite", "laguerre", "chebyshev", "eval_legendre", "hyp1f1", "hyp2f1", "sph_harm"], SAMPLE),
];
