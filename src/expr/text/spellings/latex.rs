//! Commands of LaTeX.

/// What a command of LaTeX stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::expr) enum Latex {
    /// A mark of the table above.
    Mark(&'static str),
    /// A name or a word that is an operator.
    Name(&'static str),
    /// `\frac{a}{b}`.
    Fraction,
    /// Room, or how large a bracket is.
    Nothing,
    /// A name in braces.
    Operator,
}

const LATEX: &[(&[&str], Latex)] = &[
    (&["left", "right", "middle", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "Bigg"], Latex::Nothing),
    (&["biggl", "biggr", "Biggl", "Biggr", "bigm", "textstyle", "scriptstyle", "nonumber"], Latex::Nothing),
    (&["quad", "qquad", "displaystyle", "limits", "rm", "it", "bf", ",", ";", "!", ":", " "], Latex::Nothing),
    (&["frac", "dfrac", "tfrac", "cfrac"], Latex::Fraction),
    (
        &["operatorname", "mathrm", "mathop", "text", "mathit", "mathbf", "mathsf", "textrm", "boldsymbol"],
        Latex::Operator,
    ),
    (&["cdot", "times", "ast"], Latex::Mark("*")),
    (&["div"], Latex::Mark("/")),
    (&["le", "leq", "leqslant"], Latex::Mark("<=")),
    (&["ge", "geq", "geqslant"], Latex::Mark(">=")),
    (&["ne", "neq"], Latex::Mark("!=")),
    (&["lt"], Latex::Mark("<")),
    (&["gt"], Latex::Mark(">")),
    (&["lvert", "rvert", "vert", "mid"], Latex::Mark("|")),
    (&["{", "lbrace"], Latex::Mark("{")),
    (&["}", "rbrace"], Latex::Mark("}")),
    (&["lbrack"], Latex::Mark("[")),
    (&["rbrack"], Latex::Mark("]")),
    (&["lfloor"], Latex::Mark("⌊")),
    (&["rfloor"], Latex::Mark("⌋")),
    (&["lceil"], Latex::Mark("⌈")),
    (&["rceil"], Latex::Mark("⌉")),
    (&["degree"], Latex::Mark("°")),
    (&["land", "wedge"], Latex::Name("and")),
    (&["lor", "vee"], Latex::Name("or")),
    (&["lnot", "neg"], Latex::Mark("!")),
    (&["alpha"], Latex::Name("α")),
    (&["beta"], Latex::Name("β")),
    (&["gamma"], Latex::Name("γ")),
    (&["delta"], Latex::Name("δ")),
    (&["epsilon", "varepsilon"], Latex::Name("ε")),
    (&["zeta"], Latex::Name("ζ")),
    (&["eta"], Latex::Name("η")),
    (&["theta", "vartheta"], Latex::Name("θ")),
    (&["kappa"], Latex::Name("κ")),
    (&["lambda"], Latex::Name("λ")),
    (&["mu"], Latex::Name("μ")),
    (&["nu"], Latex::Name("ν")),
    (&["xi"], Latex::Name("ξ")),
    (&["rho"], Latex::Name("ρ")),
    (&["sigma"], Latex::Name("σ")),
    (&["phi", "varphi"], Latex::Name("φ")),
    (&["chi"], Latex::Name("χ")),
    (&["psi"], Latex::Name("ψ")),
    (&["omega"], Latex::Name("ω")),
    (&["Gamma"], Latex::Name("Γ")),
    (&["Delta"], Latex::Name("Δ")),
    (&["Theta"], Latex::Name("Θ")),
    (&["Lambda"], Latex::Name("Λ")),
    (&["Phi"], Latex::Name("Φ")),
    (&["Psi"], Latex::Name("Ψ")),
    (&["Omega"], Latex::Name("Ω")),
];

/// What the command of this name, without its backslash, stands for, if it is known.
///
/// Functions and constants keep their names.
pub(in crate::expr) fn latex(command: &str) -> Option<Latex> {
    LATEX.iter().find(|(commands, _)| commands.contains(&command)).map(|&(_, meaning)| meaning)
}
