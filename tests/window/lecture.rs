//! What a lecturer does with the window, beside what each of its parts can do.
#![cfg(target_os = "linux")]

use super::display::wait_for;
use super::hands::Desk;
use super::reader::Control;

#[test]
fn a_parameter_swings_while_nobody_moves() {
    let _gpu = gpu_or_skip!();
    let desk = Desk::new();
    let hands = desk.open(&["a*x^2 + y^2"]);
    hands.click("Animate a");
    let is_it = |control: &Control| control.name == "a" && control.role == "slider";
    let slider = hands.reader.controls().into_iter().find(is_it).unwrap();
    let mut values = Vec::new();
    wait_for("a swinging parameter", || {
        values.push(hands.reader.value(&slider));
        values.dedup();
        // Upwards first, and then below where it began.
        values.iter().any(|&value| value > 1.6) && values.iter().any(|&value| value < 0.4)
    });
    let [highest, lowest] = [0, 1].map(|end| {
        let is_it = |value: &f64| if end == 0 { *value > 1.6 } else { *value < 0.4 };
        values.iter().position(is_it).unwrap()
    });
    assert!(highest < lowest && values.iter().all(|value| (0.0..=2.0).contains(value)), "{values:?}");
    hands.click("Animate a");
    desk.display.converge();
    let left = hands.reader.value(&slider);
    desk.display.converge();
    assert_eq!(hands.reader.value(&slider), left, "it rests");
}
