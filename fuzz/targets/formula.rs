//! A formula is read and evaluated, and its reading is the same formula; or it is refused at a column.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steepest::Field;
use steepest::expr::{Formula, Order};

fuzz_target!(|text: &str| {
    match Formula::parse(text) {
        Ok(formula) => {
            let declared: Vec<&str> = formula.parameters().iter().map(String::as_str).collect();
            let again = Formula::parse_with(formula.reading(), &declared);
            let again = again.unwrap_or_else(|error| panic!("`{}` is no formula: {error}", formula.reading()));
            assert_eq!(again.canonical(), formula.canonical(), "{}", formula.reading());
            if let Ok(field) = Field::parse(text) {
                let _ = field.at(&vec![0.5; field.dimension().max(2)], Order::Hessian);
            }
        }
        Err(error) => assert!(!error.to_string().is_empty() && error.column() > 0),
    }
});
