// Of a field that surely has a value everywhere: no neighbours are asked in place of a missing one.

const NONE_IS_MISSING: bool = true;
