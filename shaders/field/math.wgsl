// Each function is within 4 ulp or 4e-7 of its value, whichever is larger, where WGSL's own promise far less;
// each comment gives its exceptions. NaN passes through, and an argument outside the domain gives NaN.
// Polynomials are minimax fits in Horner form, made for this file, with their largest relative errors beside them.

// ---- Bits ----

// Explicit bit tests, because a compiler may assume that no float is NaN or infinite and fold `x != x` away.
const MATH_MAGNITUDE: i32 = 0x7fffffff;
const MATH_INFINITY_BITS: i32 = 0x7f800000;
const MATH_SMALLEST_NORMAL_BITS: i32 = 0x00800000;
const MATH_ONE_BITS: i32 = 0x3f800000;
const MATH_NAN_BITS: u32 = 0x7fc00000u;

// 1.5 * 2^23: adding it to a whole number leaves that number in the sum's low mantissa bits.
const MATH_WHOLE_TO_BITS: f32 = 12582912.0;

const MATH_PI: f32 = 3.14159265;
const MATH_HALF_PI: f32 = 1.57079633;
const MATH_LN_2: f32 = 0.693147181;
const MATH_LOG2_E: f32 = 1.44269504;

// The bits pass through a variable because WGSL refuses a NaN it can see to be constant.
fn math_nan() -> f32 {
    var bits = MATH_NAN_BITS;
    return bitcast<f32>(bits);
}

fn math_infinity() -> f32 {
    var bits = MATH_INFINITY_BITS;
    return bitcast<f32>(bits);
}

fn math_is_finite(x: f32) -> bool {
    return (bitcast<i32>(x) & MATH_MAGNITUDE) < MATH_INFINITY_BITS;
}

fn math_is_nan(x: f32) -> bool {
    return (bitcast<i32>(x) & MATH_MAGNITUDE) > MATH_INFINITY_BITS;
}

// NaN where `missing value`, else `x`; a compiler that reassociates sums cannot carry a term across it.
fn math_or_nan(x: f32, missing: bool) -> f32 {
    return bitcast<f32>(bitcast<u32>(x) | select(0u, MATH_NAN_BITS, missing));
}

// `magnitude`, not negative, with the sign of `sign`.
fn math_with_sign(magnitude: f32, sign: f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(magnitude) | (bitcast<u32>(sign) & 0x80000000u));
}

// `x` with its low 12 mantissa bits cleared: the product of two such numbers is exact.
fn math_high_half(x: f32) -> f32 {
    return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}

// 2^n for a whole n in -126..127, and 0 for n = -127.
fn math_power_of_two(n: f32) -> f32 {
    return bitcast<f32>((bitcast<u32>(n + MATH_WHOLE_TO_BITS) + 127u) << 23u);
}

// ---- Comparison and rounding ----

fn math_sign(x: f32) -> f32 {
    return math_or_nan(sign(x), math_is_nan(x));
}

fn math_min(a: f32, b: f32) -> f32 {
    return math_or_nan(min(a, b), math_is_nan(a) || math_is_nan(b));
}

fn math_max(a: f32, b: f32) -> f32 {
    return math_or_nan(max(a, b), math_is_nan(a) || math_is_nan(b));
}

// The remainder with the divisor's sign, exact while |x / y| < 2^20.
fn math_mod(x: f32, y: f32) -> f32 {
    let y_is_zero = (bitcast<i32>(y) & MATH_MAGNITUDE) < MATH_SMALLEST_NORMAL_BITS;
    let missing = y_is_zero || !math_is_finite(x) || math_is_nan(y);
    let quotient = clamp(trunc(x / y), -0x1p24, 0x1p24);
    let quotient_high = 4096.0 * trunc(quotient * 0x1p-12);
    let quotient_low = quotient - quotient_high;
    let y_high = math_high_half(y);
    let y_low = y - y_high;
    // Halves of at most 12 bits make every product, and so every difference, exact.
    var rest = math_or_nan(x - quotient_high * y_high, missing);
    rest = math_or_nan(rest - quotient_high * y_low, missing);
    rest = math_or_nan(rest - quotient_low * y_high, missing);
    rest = math_or_nan(select(rest - quotient_low * y_low, x, quotient == 0.0), missing);
    // A quotient rounded one too short leaves a whole divisor, one too long leaves the other sign.
    let excess = select(0.0, math_with_sign(abs(y), rest), abs(rest) >= abs(y));
    rest = math_or_nan(rest - excess, missing);
    let sign_differs = (rest < 0.0 && y > 0.0) || (rest > 0.0 && y < 0.0);
    rest += select(0.0, y, sign_differs);
    // Past a quotient of 2^24 the remainder is noise, which at least stays within the divisor.
    return math_or_nan(select(rest, 0.0, abs(rest) > abs(y)), missing);
}

// ---- Circular functions ----

struct MathQuadrant {
    angle: f32, // in -pi/4..pi/4
    index: u32, // quarter turns taken off, modulo 4 in the low bits
}

// Beyond 2^22 neighbouring floats are half a radian apart and a phase means nothing: a missing value.
const MATH_LARGEST_ANGLE_BITS: i32 = 0x4a800000;

// x less the nearest multiple of pi/2; sin and cos of one x share it.
fn math_reduce_quadrant(x: f32) -> MathQuadrant {
    let turns = round(x * 0.636619772);
    // pi/2 in parts of 8, 11 and 24 bits (Cody and Waite): the first two products are exact up to |x| = 1e4, and
    // beyond it their error stays below that of x itself.
    let missing = (bitcast<i32>(x) & MATH_MAGNITUDE) > MATH_LARGEST_ANGLE_BITS;
    let coarse = math_or_nan(x - turns * 1.5703125, missing);
    let fine = math_or_nan(coarse - turns * 4.837512969970703e-4, missing);
    let angle = fine - turns * 7.549790126404332e-8;
    return MathQuadrant(angle, bitcast<u32>(turns + MATH_WHOLE_TO_BITS));
}

// sin on -pi/4..pi/4: error 4e-9.
fn math_sin_quadrant(angle: f32) -> f32 {
    let square = angle * angle;
    return angle + angle * square * ((-1.9518279e-4 * square + 8.332189e-3) * square - 0.16666655);
}

// cos on -pi/4..pi/4: error 1.2e-10.
fn math_cos_quadrant(angle: f32) -> f32 {
    let square = angle * angle;
    let tail = (2.4432327e-5 * square - 1.388731e-3) * square + 4.1666646e-2;
    return 1.0 - (0.5 * square - square * square * tail);
}

fn math_sin(x: f32) -> f32 {
    let reduced = math_reduce_quadrant(x);
    let sine = math_sin_quadrant(reduced.angle);
    let cosine = math_cos_quadrant(reduced.angle);
    let value = select(sine, cosine, (reduced.index & 1u) != 0u);
    return bitcast<f32>(bitcast<u32>(value) ^ ((reduced.index << 30u) & 0x80000000u));
}

fn math_cos(x: f32) -> f32 {
    let reduced = math_reduce_quadrant(x);
    let sine = math_sin_quadrant(reduced.angle);
    let cosine = math_cos_quadrant(reduced.angle);
    let value = select(cosine, sine, (reduced.index & 1u) != 0u);
    return bitcast<f32>(bitcast<u32>(value) ^ (((reduced.index + 1u) << 30u) & 0x80000000u));
}

// tan on -pi/4..pi/4: error 1.8e-8; odd quadrants take -1 / tan. Beside its poles the error grows to 2e-5 of the value.
fn math_tan(x: f32) -> f32 {
    let reduced = math_reduce_quadrant(x);
    let square = reduced.angle * reduced.angle;
    var tail = 9.396526e-3 * square + 3.1014823e-3;
    tail = tail * square + 2.4441391e-2;
    tail = tail * square + 5.34082e-2;
    tail = tail * square + 0.13338836;
    tail = tail * square + 0.33333156;
    let tangent = reduced.angle + reduced.angle * square * tail;
    return select(tangent, -1.0 / tangent, (reduced.index & 1u) != 0u);
}

// asin(magnitude) up to 1/2, and above it acos(magnitude) / 2 = asin(sqrt((1 - magnitude) / 2)), which keeps the
// polynomial off the square root at 1: error 5e-9.
fn math_asin_or_half_acos(magnitude: f32) -> f32 {
    let outer = magnitude > 0.5;
    let square = select(magnitude * magnitude, 0.5 - 0.5 * magnitude, outer);
    let sine = select(magnitude, sqrt(square), outer);
    var tail = 4.2158388e-2 * square + 2.4184743e-2;
    tail = tail * square + 4.5469154e-2;
    tail = tail * square + 7.4953094e-2;
    tail = tail * square + 0.16666752;
    return sine + sine * square * tail;
}

fn math_asin(x: f32) -> f32 {
    let magnitude = abs(x);
    let angle = math_asin_or_half_acos(magnitude);
    let value = select(angle, MATH_HALF_PI - 2.0 * angle, magnitude > 0.5);
    return math_or_nan(math_with_sign(value, x), bitcast<i32>(magnitude) > MATH_ONE_BITS);
}

fn math_acos(x: f32) -> f32 {
    let magnitude = abs(x);
    let angle = math_asin_or_half_acos(magnitude);
    let inner = MATH_HALF_PI - math_with_sign(angle, x);
    let outer = select(2.0 * angle, MATH_PI - 2.0 * angle, x < 0.0);
    return math_or_nan(select(inner, outer, magnitude > 0.5), bitcast<i32>(magnitude) > MATH_ONE_BITS);
}

// atan on 0..1: error 1.7e-8.
fn math_atan_unit(ratio: f32) -> f32 {
    let square = ratio * ratio;
    var tail = 2.9193931e-3 * square - 1.6363103e-2;
    tail = tail * square + 4.3204635e-2;
    tail = tail * square - 7.551656e-2;
    tail = tail * square + 0.106657684;
    tail = tail * square - 0.14211002;
    tail = tail * square + 0.19993767;
    tail = tail * square - 0.33333153;
    return ratio + ratio * square * tail;
}

fn math_atan(x: f32) -> f32 {
    let magnitude = abs(x);
    let steep = magnitude > 1.0;
    let angle = math_atan_unit(select(magnitude, 1.0 / min(magnitude, 0x1p60), steep));
    return math_or_nan(math_with_sign(select(angle, MATH_HALF_PI - angle, steep), x), math_is_nan(x));
}

// The angle of (x, y), with C's treatment of signed zeros and infinities.
fn math_atan2(y: f32, x: f32) -> f32 {
    let small = min(abs(x), abs(y));
    let large = max(abs(x), abs(y));
    // WGSL's division is only accurate for divisors well within the range of f32.
    let scale = select(select(1.0, 0x1p64, large < 0x1p-60), 0x1p-64, large > 0x1p60);
    let divisor = min(large * scale, 0x1p120);
    let equal_ratio = select(1.0, 0.0, large == 0.0);
    let ratio = select((small * scale) / divisor, equal_ratio, small == large);
    let first_octant = math_atan_unit(ratio);
    let first_quadrant = select(first_octant, MATH_HALF_PI - first_octant, abs(y) > abs(x));
    let upper = select(first_quadrant, MATH_PI - first_quadrant, bitcast<i32>(x) < 0);
    return math_or_nan(math_with_sign(upper, y), math_is_nan(x) || math_is_nan(y));
}

// ---- Exponentials ----

struct MathExponent {
    power: f32, // whole, at most 127 + shift, so that the excess of an overflow stays in `rest`
    rest: f32, // in -ln2/2..ln2/2, and up to ln2 beside the largest `power`
}

// x = power * ln2 + rest; NaN in gives a NaN `rest`.
fn math_reduce_exponent(x: f32, shift: f32) -> MathExponent {
    let within = clamp(x, -88.0, 90.0);
    let power = min(round(within * MATH_LOG2_E), 127.0 + shift);
    // ln2 in parts of 9 and 24 bits, so that the first product and difference are exact.
    let coarse = math_or_nan(within - power * 0.693359375, math_is_nan(x));
    return MathExponent(power, coarse + power * 2.12194440e-4);
}

// e^rest - 1 on -ln2/2..ln2: error 2.4e-9.
fn math_expm1_rest(rest: f32) -> f32 {
    var tail = 2.2109243e-4 * rest + 1.3915043e-3;
    tail = tail * rest + 8.329088e-3;
    tail = tail * rest + 4.1666653e-2;
    tail = tail * rest + 0.16666685;
    tail = tail * rest + 0.5;
    return rest + rest * rest * tail;
}

fn math_exp(x: f32) -> f32 {
    let reduced = math_reduce_exponent(x, 0.0);
    return (1.0 + math_expm1_rest(reduced.rest)) * math_power_of_two(reduced.power);
}

// e^x / 2 for x >= 0, which overflows later than e^x.
fn math_half_exp(x: f32) -> f32 {
    let reduced = math_reduce_exponent(x, 1.0);
    return (1.0 + math_expm1_rest(reduced.rest)) * math_power_of_two(reduced.power - 1.0);
}

fn math_expm1(x: f32) -> f32 {
    let reduced = math_reduce_exponent(x, 0.0);
    let rest = math_expm1_rest(reduced.rest);
    let scale = math_power_of_two(reduced.power);
    // Without the select a compiler that reassociates would lose small x in `scale`.
    return select(rest * scale + (scale - 1.0), rest, reduced.power == 0.0);
}

// sinh on -1..1: error 2.4e-8.
fn math_sinh(x: f32) -> f32 {
    let square = x * x;
    let inner = x + x * square * ((2.037334e-4 * square + 8.330271e-3) * square + 0.16666716);
    let half_exp = math_half_exp(abs(x));
    let outer = math_with_sign(half_exp - 0.25 / min(half_exp, 0x1p60), x);
    return select(outer, inner, abs(x) < 1.0);
}

fn math_cosh(x: f32) -> f32 {
    let half_exp = math_half_exp(abs(x));
    return half_exp + 0.25 / min(half_exp, 0x1p60);
}

// tanh on -5/8..5/8: error 4.5e-9.
fn math_tanh(x: f32) -> f32 {
    let square = x * x;
    var tail = -5.692296e-3 * square + 2.0628167e-2;
    tail = tail * square - 5.3736515e-2;
    tail = tail * square + 0.13331406;
    tail = tail * square - 0.3333328;
    let inner = x + x * square * tail;
    let outer = math_with_sign(1.0 - 2.0 / (math_exp(min(2.0 * abs(x), 40.0)) + 1.0), x);
    return math_or_nan(select(outer, inner, abs(x) < 0.625), math_is_nan(x));
}

// 1 / cosh(x) without an overflow on the way.
fn math_sech(x: f32) -> f32 {
    let decay = math_exp(-abs(x));
    return 2.0 * decay / (1.0 + decay * decay);
}

fn math_sigmoid(x: f32) -> f32 {
    let decay = math_exp(-abs(x));
    return math_or_nan(select(1.0, decay, x < 0.0) / (1.0 + decay), math_is_nan(x));
}

// ---- Logarithms ----

struct MathLogarithm {
    power: f32, // whole
    excess: f32, // in sqrt(1/2) - 1..sqrt(2) - 1
}

// x = 2^power * (1 + excess) for a normal positive x.
fn math_split_logarithm(x: f32) -> MathLogarithm {
    // Counting from the bits of sqrt(1/2) rounds the exponent where the mantissa passes sqrt(2).
    let above = bitcast<i32>(x) - 0x3f3504f3;
    let mantissa = bitcast<f32>((above & 0x007fffff) + 0x3f3504f3);
    return MathLogarithm(f32(above >> 23u), mantissa - 1.0);
}

// (ln(1 + f) - f + f^2 / 2) / f^3 on sqrt(1/2) - 1..sqrt(2) - 1: error 5.9e-9 of ln(1 + f).
fn math_log_tail(excess: f32) -> f32 {
    var tail = -7.6388e-2 * excess + 0.12764896;
    tail = tail * excess - 0.13159998;
    tail = tail * excess + 0.14201225;
    tail = tail * excess - 0.16623327;
    tail = tail * excess + 0.20001253;
    tail = tail * excess - 0.25000823;
    return tail * excess + 0.3333333;
}

fn math_log_mantissa(excess: f32) -> f32 {
    let square = excess * excess;
    return excess - (0.5 * square - square * excess * math_log_tail(excess));
}

// `value`, the logarithm of a normal positive x, amended where x is anything else; a subnormal x counts as 0.
fn math_log_domain(value: f32, x: f32) -> f32 {
    let bits = bitcast<i32>(x);
    var result = bitcast<i32>(value);
    result = select(result, bits, bits >= MATH_INFINITY_BITS);
    result = select(result, bitcast<i32>(MATH_NAN_BITS), bits < 0);
    let is_zero = (bits & MATH_MAGNITUDE) < MATH_SMALLEST_NORMAL_BITS;
    return bitcast<f32>(select(result, bitcast<i32>(0xff800000u), is_zero));
}

// ln2 in parts of 9 and 24 bits, so that the larger product is exact.
fn math_log_sum(parts: MathLogarithm) -> f32 {
    let low = math_log_mantissa(parts.excess) - parts.power * 2.12194440e-4;
    return low + parts.power * 0.693359375;
}

fn math_log(x: f32) -> f32 {
    return math_log_domain(math_log_sum(math_split_logarithm(x)), x);
}

fn math_log1p(x: f32) -> f32 {
    let sum = 1.0 + x;
    let split = math_split_logarithm(sum);
    // Beside 0 the sum would drop the low bits of x; elsewhere the logarithm is large enough to bear it.
    let beside = x > -0.29289 && x < 0.41421;
    let parts = MathLogarithm(select(split.power, 0.0, beside), select(split.excess, x, beside));
    return math_log_domain(math_log_sum(parts), sum);
}

fn math_softplus(x: f32) -> f32 {
    return math_or_nan(max(x, 0.0) + math_log1p(math_exp(-abs(x))), math_is_nan(x));
}

fn math_log2(x: f32) -> f32 {
    let parts = math_split_logarithm(x);
    return math_log_domain(parts.power + math_log_mantissa(parts.excess) * MATH_LOG2_E, x);
}

fn math_log10(x: f32) -> f32 {
    let parts = math_split_logarithm(x);
    // log10(2) in parts of 11 and 24 bits.
    let low = math_log_mantissa(parts.excess) * 0.434294482 + parts.power * 4.6050389811952137e-6;
    return math_log_domain(low + parts.power * 0.301025390625, x);
}

// asinh on -1/2..1/2: error 1.3e-9.
fn math_asinh(x: f32) -> f32 {
    let square = x * x;
    var tail = -1.3223541e-2 * square + 2.816108e-2;
    tail = tail * square - 4.438296e-2;
    tail = tail * square + 7.4986406e-2;
    tail = tail * square - 0.16666643;
    let inner = x + x * square * tail;
    let magnitude = abs(x);
    // Over 2^12 the root is x itself, and its square would overflow later on.
    let huge = magnitude > 0x1p12;
    let sum = select(magnitude + sqrt(square + 1.0), magnitude, huge);
    let outer = math_log(sum) + select(0.0, MATH_LN_2, huge);
    return select(math_with_sign(outer, x), inner, magnitude < 0.5);
}

// acosh(1 + t) / sqrt(2 t) on 0..1/2: error 2.9e-8.
fn math_acosh(x: f32) -> f32 {
    let above = x - 1.0;
    var factor = 1.2576965e-3 * above - 5.337495e-3;
    factor = factor * above + 1.8711923e-2;
    factor = factor * above - 8.333144e-2;
    factor = factor * above + 1.0;
    let inner = sqrt(2.0 * above) * factor;
    let huge = x > 0x1p12;
    let sum = select(x + sqrt(above * (x + 1.0)), x, huge);
    let outer = math_log(sum) + select(0.0, MATH_LN_2, huge);
    let missing = bitcast<i32>(x) < MATH_ONE_BITS || math_is_nan(x);
    return math_or_nan(select(outer, inner, above < 0.5), missing);
}

// atanh on -1/2..1/2: error 2.2e-8.
fn math_atanh(x: f32) -> f32 {
    let square = x * x;
    var tail = 0.18177919 * square + 8.241535e-2;
    tail = tail * square + 0.14669552;
    tail = tail * square + 0.19978186;
    tail = tail * square + 0.3333373;
    let inner = x + x * square * tail;
    let magnitude = abs(x);
    let outer = 0.5 * math_log1p(2.0 * magnitude / (1.0 - magnitude));
    let value = select(math_with_sign(outer, x), inner, magnitude < 0.5);
    let ends = math_with_sign(math_infinity(), x);
    return math_or_nan(select(value, ends, magnitude == 1.0), bitcast<i32>(magnitude) > MATH_ONE_BITS);
}

// ---- Roots and powers ----

// WGSL's own root is accurate enough; only the domain is made explicit.
fn math_sqrt(x: f32) -> f32 {
    let bits = bitcast<u32>(x);
    return math_or_nan(sqrt(x), bits > u32(MATH_INFINITY_BITS) && bits != 0x80000000u);
}

// The root in a power such as x^2.5: that of -infinity is infinity there, as C's `pow` has it.
fn math_root_of_power(x: f32) -> f32 {
    return math_sqrt(select(x, math_infinity(), bitcast<u32>(x) == 0xff800000u));
}

fn math_cbrt(x: f32) -> f32 {
    let magnitude = abs(x);
    // A third of the bits is a third of the logarithm: 5 correct bits, which each step of Halley's triples.
    var root = bitcast<f32>(u32(f32(bitcast<u32>(magnitude)) * 0.333333333) + 709958130u);
    var partner = magnitude / (root * root);
    root += root * (partner - root) / (2.0 * root + partner);
    partner = magnitude / (root * root);
    root += root * (partner - root) / (2.0 * root + partner);
    let bits = bitcast<i32>(magnitude);
    let itself = bits < MATH_SMALLEST_NORMAL_BITS || bits >= MATH_INFINITY_BITS;
    return select(math_with_sign(root, x), x, itself);
}

// Neither overflows nor underflows before its value does; an infinity wins over a NaN, as in C.
fn math_hypot(x: f32, y: f32) -> f32 {
    let large = max(abs(x), abs(y));
    // Powers of two that keep the squares within range, and their inverses.
    let scale = select(select(1.0, 0x1p76, large < 0x1p-50), 0x1p-66, large > 0x1p62);
    let unscale = select(select(1.0, 0x1p-76, large < 0x1p-50), 0x1p66, large > 0x1p62);
    let a = x * scale;
    let b = y * scale;
    // The bound leaves an infinity to the last product, since not every square root takes one.
    let root = sqrt(min(a * a + b * b, 0x1p126));
    let is_infinite = bitcast<i32>(abs(x)) == MATH_INFINITY_BITS || bitcast<i32>(abs(y)) == MATH_INFINITY_BITS;
    let missing = math_is_nan(x) || math_is_nan(y);
    return select(math_or_nan(root * unscale, missing), math_infinity(), is_infinite);
}

// a * b, and 0 where b is, however large a may be: by bits, since drivers take quotients for other than 0.
fn math_levelled(a: f32, b: f32) -> f32 {
    return select(a * b, 0.0, (bitcast<i32>(b) & MATH_MAGNITUDE) < MATH_SMALLEST_NORMAL_BITS);
}

// x / hypot(x, y), and 0 where both are 0.
fn math_along(x: f32, y: f32) -> f32 {
    let large = max(abs(x), abs(y));
    let scale = select(select(1.0, 0x1p76, large < 0x1p-50), 0x1p-66, large > 0x1p62);
    // What overflowed still points along itself.
    let a = clamp(x, -0x1p126, 0x1p126) * scale;
    let b = y * scale;
    let missing = math_is_nan(x) || math_is_nan(y);
    return math_or_nan(select(a / sqrt(min(a * a + b * b, 0x1p126)), 0.0, large == 0.0), missing);
}

// C's pow, within 16 ulp for results in 2^-30..2^30 and 64 elsewhere: log2|x| and its product by y are carried in two
// parts, since 2^t turns the error of t into a relative one.
fn math_pow(x: f32, y: f32) -> f32 {
    let magnitude = abs(x);
    let bits = bitcast<i32>(magnitude);
    let is_zero = bits < MATH_SMALLEST_NORMAL_BITS;
    let is_end = is_zero || bits == MATH_INFINITY_BITS;
    let is_negative = bitcast<i32>(x) < 0;
    let is_whole = floor(y) == y;
    let is_odd = is_whole && floor(0.5 * y) != 0.5 * y;
    let missing = math_is_nan(x) || math_is_nan(y) || (is_negative && !is_whole && !is_end);

    let parts = math_split_logarithm(magnitude);
    let excess = parts.excess;
    let excess_high = math_high_half(excess);
    // log2(e) in parts of 11 and 24 bits.
    let high = math_or_nan(excess_high * 1.4423828125, missing);
    let curve = excess * excess * (excess * math_log_tail(excess) - 0.5) * MATH_LOG2_E;
    let low = (excess - excess_high) * MATH_LOG2_E + (excess_high * 3.12228389e-4 + curve);
    let log_high = math_high_half(parts.power + (high + low));
    let log_middle = math_or_nan(parts.power - log_high, missing) + high;
    let log_low = math_or_nan(log_middle, missing) + low;

    // 2^32 overflows or underflows any base but 1, and keeps infinities out of the sums.
    let exponent = clamp(y, -0x1p32, 0x1p32);
    let exponent_high = math_high_half(exponent);
    let product_high = math_or_nan(exponent_high * log_high, missing);
    let product_low = exponent_high * log_low + (exponent - exponent_high) * (log_high + log_low);
    let power = clamp(round(product_high + product_low), -127.0, 127.0);
    let rest = clamp(math_or_nan(product_high - power, missing) + product_low, -1.0, 1.0);
    let finite = (1.0 + math_expm1_rest(rest * MATH_LN_2)) * math_power_of_two(power);

    let end = select(0.0, math_infinity(), is_zero == (y < 0.0));
    let size = select(finite, end, is_end);
    let value = math_or_nan(select(size, -size, is_negative && is_odd), missing);
    let y_is_zero = (bitcast<i32>(y) & MATH_MAGNITUDE) < MATH_SMALLEST_NORMAL_BITS;
    return select(value, 1.0, y_is_zero || bitcast<i32>(x) == MATH_ONE_BITS);
}

// ---- Error function ----

fn math_erf(x: f32) -> f32 {
    let magnitude = abs(x);
    let square = x * x;
    // erf on -0.92..0.92: error 1.8e-8.
    var tail = -5.958978e-4 * square + 4.987253e-3;
    tail = tail * square - 2.6762916e-2;
    tail = tail * square + 0.1128173;
    tail = tail * square - 0.3761249;
    tail = tail * square + 0.12837915;
    let inner = x + x * tail;
    // -ln(1 - erf(x)) / x on 0.92..4.05: error 2.9e-9 of erf.
    let near = min(magnitude, 4.05);
    var slope = -2.1352747e-4 * near + 3.21127e-3;
    slope = slope * near - 2.2878457e-2;
    slope = slope * near + 0.10524443;
    slope = slope * near + 0.6357311;
    slope = slope * near + 1.1285107;
    let outer = math_with_sign(1.0 - math_exp(-near * slope), x);
    return math_or_nan(select(outer, inner, magnitude < 0.925), math_is_nan(x));
}

// e^(z^2) erfc(z) for z in 0..11: error 1.1e-7.
fn math_erfc_scaled(z: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.5 * min(z, 11.0));
    var tail = 0.037147913 * t - 0.19919877;
    tail = tail * t + 0.40257344;
    tail = tail * t - 0.32113525;
    tail = tail * t + 0.007945777;
    tail = tail * t + 0.016618617;
    tail = tail * t + 0.06277593;
    tail = tail * t + 0.1834071;
    tail = tail * t + 0.24556035;
    tail = tail * t + 0.28221476;
    tail = tail * t + 0.28209013;
    return tail * t;
}

// e^(-factor x^2) for a factor of 1 or 1/2: the square of the high half is exact, so that a large exponent is.
fn math_bell(x: f32, factor: f32) -> f32 {
    let near = min(abs(x), 20.0);
    let high = math_high_half(near);
    return math_exp(-factor * high * high) * math_exp(-factor * (near - high) * (near + high));
}

fn math_erfc(x: f32) -> f32 {
    let tail = math_erfc_scaled(abs(x)) * math_bell(x, 1.0);
    let value = select(tail, 1.0 - math_erf(x), x < 0.5);
    return math_or_nan(value, math_is_nan(x));
}

// x times the normal distribution up to x.
fn math_gelu(x: f32) -> f32 {
    let tail = 0.5 * math_erfc_scaled(0.70710678 * abs(x)) * math_bell(x, 0.5);
    let below = select(x * (1.0 - tail), max(x, -20.0) * tail, x < 0.0);
    return math_or_nan(below, math_is_nan(x));
}
