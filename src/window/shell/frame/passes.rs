//! What came since the last frame, cut where one part of it decides who takes the next.
//!
//! Where a frame is slow, a press, the way of the pointer and the release come in one, and so do a number, Tab and the next
//! number. Taken together, the pointer would have been at its last place all along, and Tab would come before the number.

use egui::{Context, Event, FullOutput, Key, RawInput, Ui};

/// The most passes of a frame; what is beyond comes with the last.
const MOST: usize = 64;

/// Runs the controls over what came, in as many passes as its order needs.
pub(super) fn run(context: &Context, raw: RawInput, mut controls: impl FnMut(&mut Ui)) -> FullOutput {
    let outputs = passes(raw).into_iter().map(|raw| context.run_ui(raw, &mut controls));
    let all = outputs.reduce(|mut all, output| {
        all.append(output);
        all
    });
    all.unwrap_or_default()
}

/// Whether a key moves the keys' owner, or has its line taken.
fn moves_focus(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Tab | Key::Enter | Key::Escape, pressed: true, .. })
}

/// Whether what comes after an event may be for what it brings: a control that was clicked, a dialog that a key opens.
fn brings_another(event: &Event) -> bool {
    let is_command = matches!(event, Event::Key { pressed: true, modifiers, .. } if modifiers.command);
    is_command || moves_focus(event) || matches!(event, Event::PointerButton { .. })
}

fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Paste(_) | Event::Ime(_) | Event::Key { pressed: true, .. })
}

/// Whether an event is to be seen apart from those before it.
fn is_apart(before: &[Event], event: &Event) -> bool {
    match event {
        Event::PointerButton { pressed: true, .. } => before.iter().any(is_typed),
        Event::PointerButton { .. } => {
            before.iter().any(|event| is_typed(event) || matches!(event, Event::PointerMoved(_)))
        }
        _ => moves_focus(event) && before.iter().any(is_typed),
    }
}

/// The passes of a frame: each is what came, but for its events.
fn passes(mut raw: RawInput) -> Vec<RawInput> {
    let mut groups: Vec<Vec<Event>> = vec![Vec::new()];
    let mut is_closed = false;
    for event in std::mem::take(&mut raw.events) {
        let is_next = is_closed || groups.last().is_some_and(|group| is_apart(group, &event));
        is_closed = brings_another(&event);
        let is_full = groups.len() >= MOST;
        match groups.last_mut() {
            Some(group) if !is_next || is_full => group.push(event),
            _ => groups.push(vec![event]),
        }
    }
    let last = groups.len() - 1;
    let pass = |(index, events): (usize, Vec<Event>)| {
        let dropped_files = if index == last { std::mem::take(&mut raw.dropped_files) } else { Vec::new() };
        RawInput { events, dropped_files, ..raw.clone() }
    };
    groups.into_iter().enumerate().map(pass).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{DragValue, Modifiers, PointerButton, Pos2, Rect, Sense, Vec2, pos2};

    fn key(key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn button(pos: Pos2, pressed: bool) -> Event {
        Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
    }

    fn typed(text: &str) -> impl Iterator<Item = Event> + '_ {
        text.chars().map(|letter| Event::Text(letter.to_string()))
    }

    /// What two numbers and the way of a drag are after frames, each of which is all that came at once.
    fn after(frames: Vec<Vec<Event>>) -> ([f64; 2], Vec2) {
        let context = Context::default();
        let (mut numbers, mut way) = ([1.0, 2.0], Vec2::ZERO);
        for (index, events) in std::iter::once(Vec::new()).chain(frames).enumerate() {
            let screen_rect = Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(300.0, 200.0)));
            let raw = RawInput { screen_rect, events, time: Some(index as f64), ..RawInput::default() };
            drop(run(&context, raw, |ui| {
                for number in &mut numbers {
                    ui.add(DragValue::new(number));
                }
                let picture = ui.interact(
                    Rect::from_min_size(pos2(0.0, 100.0), Vec2::splat(100.0)),
                    egui::Id::unique("picture"),
                    Sense::drag(),
                );
                way += picture.drag_delta();
            }));
        }
        (numbers, way)
    }

    #[test]
    fn numbers_with_tab_between_them_come_in_one_frame() {
        let all = typed("135").chain([key(Key::Tab)]).chain(typed("20")).chain([key(Key::Enter)]).collect();
        assert_eq!(after(vec![vec![key(Key::Tab)], all]).0, [135.0, 20.0]);
    }

    #[test]
    fn a_drag_comes_in_one_frame_and_the_click_before_it() {
        let moved = |x: f32, y: f32| Event::PointerMoved(pos2(x, y));
        let drag = vec![
            moved(20.0, 110.0),
            button(pos2(20.0, 110.0), true),
            moved(50.0, 120.0),
            moved(70.0, 140.0),
            button(pos2(70.0, 140.0), false),
        ];
        assert_eq!(after(vec![drag.clone()]).1, Vec2::new(50.0, 30.0));
        // After a click on a number, which takes the keys.
        let click = [moved(12.0, 8.0), button(pos2(12.0, 8.0), true), button(pos2(12.0, 8.0), false)];
        let all = click.into_iter().chain(typed("7")).chain(drag).collect();
        assert_eq!(after(vec![all]), ([7.0, 2.0], Vec2::new(50.0, 30.0)));
    }

    #[test]
    fn what_is_typed_is_for_the_dialog_that_a_key_before_it_opens() {
        let (context, mut name) = (Context::default(), None);
        let open = Event::Key {
            key: Key::O,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND | Modifiers::CTRL,
        };
        for events in [vec![], [open].into_iter().chain(typed("hills.tif")).collect()] {
            drop(run(&context, RawInput { events, ..RawInput::default() }, |ui| {
                if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::O)) {
                    name = Some(String::new());
                }
                if let Some(name) = &mut name {
                    ui.text_edit_singleline(name).request_focus();
                }
            }));
        }
        assert_eq!(name.as_deref(), Some("hills.tif"));
    }

    #[test]
    fn what_needs_no_order_is_one_pass() {
        let events = vec![
            Event::PointerMoved(pos2(1.0, 2.0)),
            Event::PointerMoved(pos2(3.0, 2.0)),
            button(pos2(3.0, 2.0), true),
        ];
        assert_eq!(passes(RawInput { events, ..RawInput::default() }).len(), 1);
        assert_eq!(passes(RawInput { events: typed("sin(x)").collect(), ..RawInput::default() }).len(), 1);
        assert_eq!(passes(RawInput::default()).len(), 1);
        let keys = (0..1000).map(|_| key(Key::Tab)).collect();
        assert_eq!(passes(RawInput { events: keys, ..RawInput::default() }).len(), MOST);
    }
}
