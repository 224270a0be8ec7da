//! A file that is dragged from another program and dropped on the window.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;

use super::display::{Display, Window, wait_for};

/// Does what a file manager does, by the protocol XDND, until the window has what was dropped.
fn drop_on(display: &Display, window: u32, path: &Path) {
    let (connection, screen) = x11rb::connect(Some(&display.name)).unwrap();
    let screen = &connection.setup().roots[screen];
    let source = connection.generate_id().unwrap();
    let aux = CreateWindowAux::new();
    let class = WindowClass::INPUT_OUTPUT;
    connection.create_window(0, source, screen.root, 0, 0, 1, 1, 0, class, screen.root_visual, &aux).unwrap();
    let atom = |name: &str| connection.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    let [enter, position, drop, status, finished] =
        ["XdndEnter", "XdndPosition", "XdndDrop", "XdndStatus", "XdndFinished"].map(atom);
    let [selection, list, copies] = ["XdndSelection", "text/uri-list", "XdndActionCopy"].map(atom);
    connection.set_selection_owner(source, selection, CURRENT_TIME).unwrap();
    let tell = |what: Atom, data: [u32; 5]| {
        let message = ClientMessageEvent::new(32, window, what, data);
        connection.send_event(false, window, EventMask::NO_EVENT, message).unwrap();
        connection.flush().unwrap();
    };
    const VERSION: u32 = 5;
    tell(enter, [source, VERSION << 24, list, 0, 0]);
    tell(position, [source, 0, 700 << 16 | 300, CURRENT_TIME, copies]);
    wait_for("the end of the drag", || match connection.poll_for_event().unwrap() {
        Some(Event::SelectionRequest(asked)) => {
            let uris = format!("file://{}\r\n", path.display().to_string().replace(' ', "%20"));
            connection
                .change_property8(PropMode::REPLACE, asked.requestor, asked.property, list, uris.as_bytes())
                .unwrap();
            let (requestor, target, property) = (asked.requestor, asked.target, asked.property);
            let time = asked.time;
            let (response_type, sequence) = (SELECTION_NOTIFY_EVENT, 0);
            let answer = SelectionNotifyEvent { response_type, sequence, time, requestor, selection, target, property };
            connection.send_event(false, requestor, EventMask::NO_EVENT, answer).unwrap();
            connection.flush().unwrap();
            false
        }
        Some(Event::ClientMessage(message)) if message.type_ == status => {
            assert_eq!(message.data.as_data32()[1] & 1, 1, "the window takes files");
            tell(drop, [source, 0, CURRENT_TIME, 0, 0]);
            false
        }
        Some(Event::ClientMessage(message)) => message.type_ == finished,
        _ => false,
    });
}

#[test]
fn a_file_that_is_dropped_is_opened() {
    let _gpu = gpu_or_skip!();
    let (display, folder) = (Display::open(), TempDir::new().unwrap());
    let window = Window::open(&display, folder.path(), &["himmelblau", "--size", "1000x700"]);
    wait_for("the picture", || display.colours() > 300);
    let id: u32 = window.id.parse().unwrap();
    let path = folder.path().join("a grid.csv");
    fs::write(&path, "1,2,3\n4,5,6\n7,8,20\n").unwrap();
    drop_on(&display, id, &path);
    wait_for("the dropped file", || window.title().ends_with("a grid.csv"));
    // What is no scene and no data is told of, and leaves the last one.
    let other = folder.path().join("letter.doc");
    fs::write(&other, "dear").unwrap();
    drop_on(&display, id, &other);
    display.converge();
    assert!(window.title().ends_with("a grid.csv"));
}
