// Of a field that may have no value somewhere.

const NONE_IS_MISSING: bool = false;
