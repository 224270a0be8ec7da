//! Threads that prepare pictures in the background while frames are drawn.

pub(crate) mod doubt;
pub(crate) mod newest;
pub(crate) mod prepare_worker;
pub(crate) mod preparing;
pub(crate) mod search;
pub(crate) mod shader_warm_up;
pub(crate) mod threads;
