//! How an operator is declared.

/// Declares the operators of one argument.
macro_rules! unary {
    ($($(#[$doc:meta])* $op:ident {
        name: $name:literal,
        value: |$x:ident| $value:expr,
        $(except: $is_exception:expr => $exception:expr,)?
        derivative: |$g:ident, $a:ident, $f:ident| $slope:expr,
        wgsl: $wgsl:literal $(,)?
    })*) => {
        /// An operator of one argument.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Unary { $($(#[$doc])* $op),* }

        impl Unary {
            /// Every operator of one argument.
            pub const ALL: &[Unary] = &[$(Unary::$op),*];

            /// The function's name in formulas (`-` for the negative).
            pub fn name(self) -> &'static str {
                match self { $(Unary::$op => $name),* }
            }

            /// The value at `x`.
            pub fn value(self, x: f64) -> f64 {
                match self { $(Unary::$op => unary_functions::$op::value(x)),* }
            }

            /// The values at every `a`, into `out`: one match for a whole block.
            pub(in crate::expr) fn values(self, vectors: Vectors, a: Source<'_>, out: &mut [f64]) {
                match self { $(Unary::$op => vectors.map1::<unary_functions::$op>(a, out)),* }
            }

            /// The slope ∂f/∂a as a node, where `value` is the node f = op(a).
            pub(in crate::expr) fn slope(self, graph: &mut Graph, a: NodeId, value: NodeId) -> NodeId {
                match self { $(Unary::$op => { let ($g, $a, $f) = (graph, a, value); let _ = (&$g, $a, $f); $slope })* }
            }

            /// WGSL for op(a), where `a` is an operand's text.
            pub(in crate::expr) fn wgsl(self, a: &str) -> String {
                match self { $(Unary::$op => format!($wgsl, a = a)),* }
            }
        }

        mod unary_functions {
            use super::*;

            $(pub(in crate::expr) struct $op;

            impl Function1 for $op {
                #[inline(always)]
                fn usual($x: f64) -> f64 { $value }

                $(const HAS_EXCEPTIONS: bool = true;

                #[inline(always)]
                fn is_exception($x: f64) -> bool { $is_exception }

                fn exception($x: f64) -> f64 { $exception })?
            })*
        }
    };
}

/// Declares the operators of two arguments.
macro_rules! binary {
    ($($(#[$doc:meta])* $op:ident {
        name: $name:literal,
        value: |$x:ident, $y:ident| $value:expr,
        $(except: $is_exception:expr => $exception:expr,)?
        derivative: |$g:ident, $a:ident, $b:ident, $f:ident, $da:ident, $db:ident| $slope:expr,
        wgsl: $wgsl:literal $(,)?
    })*) => {
        /// An operator of two arguments.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Binary { $($(#[$doc])* $op),* }

        impl Binary {
            /// Every operator of two arguments.
            pub const ALL: &[Binary] = &[$(Binary::$op),*];

            /// The operator's symbol or the function's name in formulas.
            pub fn name(self) -> &'static str {
                match self { $(Binary::$op => $name),* }
            }

            /// The value at `(x, y)`.
            pub fn value(self, x: f64, y: f64) -> f64 {
                match self { $(Binary::$op => binary_functions::$op::value(x, y)),* }
            }

            /// The values at every pair of arguments, into `out`: one match for a whole block.
            pub(in crate::expr) fn values(self, vectors: Vectors, arguments: [Source<'_>; 2], out: &mut [f64]) {
                match self { $(Binary::$op => vectors.map2::<binary_functions::$op>(arguments, out)),* }
            }

            /// The derivative of the node `value` = op(a, b) from the derivatives of its arguments.
            pub(in crate::expr) fn derivative(self, graph: &mut Graph, [a, b]: [NodeId; 2], value: NodeId, [da, db]: [NodeId; 2]) -> NodeId {
                match self {
                    $(Binary::$op => {
                        let ($g, $a, $b, $f, $da, $db) = (graph, a, b, value, da, db);
                        let _ = (&$g, $a, $b, $f, $da, $db);
                        $slope
                    })*
                }
            }

            /// WGSL for op(a, b), where `a` and `b` are operands' texts.
            pub(in crate::expr) fn wgsl(self, a: &str, b: &str) -> String {
                match self { $(Binary::$op => format!($wgsl, a = a, b = b)),* }
            }
        }

        mod binary_functions {
            use super::*;

            $(pub(in crate::expr) struct $op;

            impl Function2 for $op {
                #[inline(always)]
                fn usual($x: f64, $y: f64) -> f64 { $value }

                $(const HAS_EXCEPTIONS: bool = true;

                #[inline(always)]
                fn is_exception($x: f64, $y: f64) -> bool { $is_exception }

                fn exception($x: f64, $y: f64) -> f64 { $exception })?
            })*
        }
    };
}

pub(super) use {binary, unary};
