// A file is read, or refused in a line; its ending is the name of the target that includes this.

use libfuzzer_sys::fuzz_target;
use steepest::expr::Order;
use steepest::field::{Field, OpenOptions};

fuzz_target!(|bytes: &[u8]| {
    match Field::from_bytes(concat!("file.", env!("CARGO_BIN_NAME")), bytes, &OpenOptions::default()) {
        Ok(field) => {
            let domain = field.domain().checked().expect("a domain that can be looked at");
            let _ = field.at(&[0.5 * (domain.x[0] + domain.x[1]), domain.y[0]], Order::Hessian);
            let _ = field.description();
        }
        Err(error) => {
            let said = error.to_string();
            assert!(!said.is_empty() && !said.contains('\n'), "{said:?}");
        }
    }
});
