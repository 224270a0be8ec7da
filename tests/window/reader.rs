//! A session bus, and what assistive technology reads of a window and does there by the names of its controls.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use pollster::block_on;
use tempfile::TempDir;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection::Builder};

use super::display::wait_for;

/// A session bus, and the folder that a session keeps its sockets in.
pub(super) struct Bus {
    daemon: Child,
    pub(super) address: String,
    folder: TempDir,
}

impl Bus {
    pub(super) fn open() -> Bus {
        let folder = TempDir::new().unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .env("XDG_RUNTIME_DIR", folder.path())
            .env_remove("DISPLAY")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is missing; `make test` installs it");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Bus { daemon, address: address.trim().to_owned(), folder }
    }

    pub(super) fn connect(&self) -> Connection {
        block_on(Builder::address(self.address.as_str()).unwrap().build()).unwrap()
    }

    /// The variables of a program of this session.
    pub(super) fn variables<'a>(&'a self, data: &'a str) -> [(&'static str, &'a str); 3] {
        let runtime = self.folder.path().to_str().unwrap();
        [("DBUS_SESSION_BUS_ADDRESS", &self.address), ("XDG_RUNTIME_DIR", runtime), ("XDG_DATA_DIRS", data)]
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// A control as assistive technology finds it.
#[derive(Clone, Debug)]
pub(super) struct Control {
    pub(super) role: &'static str,
    pub(super) name: String,
    path: OwnedObjectPath,
}

/// Assistive technology: its connection to the accessibility bus, and the window's name there.
pub(super) struct Reader {
    bus: Connection,
    window: String,
}

/// The roles of controls, by their numbers in AT-SPI.
fn role(number: u32) -> &'static str {
    match number {
        7 => "check box",
        11 => "combo box",
        27 => "image",
        29 => "label",
        43 | 62 => "button",
        44 => "radio button",
        51 => "slider",
        52 => "spin button",
        61 | 79 => "entry",
        _ => "",
    }
}

const ROOT: &str = "/org/a11y/atspi/accessible/root";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";

impl Reader {
    /// Switches assistive technology on; the window that is opened next is read.
    pub(super) fn switch_on(session: &Connection) -> Connection {
        let on = ("org.a11y.Status", "IsEnabled", Value::from(true));
        let (to, at, properties) = ("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties");
        block_on(session.call_method(Some(to), at, Some(properties), "Set", &on)).unwrap();
        let reply = block_on(session.call_method(Some(to), at, Some(to), "GetAddress", &())).unwrap();
        let address: String = reply.body().deserialize().unwrap();
        block_on(Builder::address(address.as_str()).unwrap().build()).unwrap()
    }

    pub(super) fn find(bus: Connection) -> Reader {
        let mut reader = Reader { bus, window: "org.a11y.atspi.Registry".to_owned() };
        let mut window = None;
        wait_for("the window on the accessibility bus", || {
            window = reader.children(ROOT).into_iter().next();
            window.is_some()
        });
        reader.window = window.unwrap().0;
        reader
    }

    fn ask<T: serde::de::DeserializeOwned + zbus::zvariant::Type>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> Option<T> {
        // A control that has gone meanwhile has nothing to say.
        let call = self.bus.call_method(Some(self.window.as_str()), path, Some(interface), method, body);
        block_on(call).ok()?.body().deserialize().ok()
    }

    fn children(&self, path: &str) -> Vec<(String, OwnedObjectPath)> {
        self.ask(path, ACCESSIBLE, "GetChildren", &()).unwrap_or_default()
    }

    fn name(&self, path: &str) -> String {
        let name: Option<OwnedValue> = self.ask(path, "org.freedesktop.DBus.Properties", "Get", &(ACCESSIBLE, "Name"));
        name.and_then(|name| String::try_from(name).ok()).unwrap_or_default()
    }

    /// Every control of the window.
    pub(super) fn controls(&self) -> Vec<Control> {
        let (mut found, mut open) = (Vec::new(), self.children(ROOT));
        while let Some((_, path)) = open.pop() {
            open.extend(self.children(&path));
            let role = self.ask(&path, ACCESSIBLE, "GetRole", &()).map_or("", role);
            found.push(Control { role, name: self.name(&path), path });
        }
        found
    }

    /// The control of a name among those that can be used.
    pub(super) fn control(&self, name: &str) -> Control {
        let mut found = None;
        wait_for(name, || {
            let is_it = |control: &Control| control.name == name && control.role != "label";
            found = self.controls().into_iter().find(is_it);
            found.is_some()
        });
        found.unwrap()
    }

    /// Where a control is, in pixels of its window: its corner, width and height.
    pub(super) fn place(&self, control: &Control) -> [i32; 4] {
        let of_window = 1u32;
        let place: Option<(i32, i32, i32, i32)> =
            self.ask(&control.path, "org.a11y.atspi.Component", "GetExtents", &(of_window,));
        let (x, y, width, height) = place.unwrap_or_else(|| panic!("{control:?} lies nowhere"));
        [x, y, width, height]
    }

    /// The middle of a control, in pixels of its window.
    pub(super) fn middle(&self, control: &Control) -> [i32; 2] {
        let [x, y, width, height] = self.place(control);
        [x + width / 2, y + height / 2]
    }

    /// The value of a slider or of a number.
    pub(super) fn value(&self, control: &Control) -> f64 {
        let of = ("org.a11y.atspi.Value", "CurrentValue");
        let value: Option<OwnedValue> = self.ask(&control.path, "org.freedesktop.DBus.Properties", "Get", &of);
        value.and_then(|value| f64::try_from(value).ok()).unwrap_or(f64::NAN)
    }

    /// What is written somewhere in the window that holds some words.
    pub(super) fn written(&self, words: &str) -> Option<Control> {
        self.controls().into_iter().find(|control| control.name.contains(words))
    }

    /// Does what a control does.
    pub(super) fn act(&self, control: &Control) {
        let done: Option<bool> = self.ask(&control.path, "org.a11y.atspi.Action", "DoAction", &(0i32,));
        assert_eq!(done, Some(true), "{control:?}");
    }
}
