//! The window on a desktop: what assistive technology reads and does there, and the desktop's own dialogs for files. Each test has
//! a session bus of its own.
#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};

use pollster::block_on;
use steepest::scene::SceneFile;
use tempfile::TempDir;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, connection::Builder};

use super::display::{Display, Window, wait_for};
use super::reader::{Bus, Control, Reader};

#[test]
fn assistive_technology_finds_every_control_by_its_name_and_uses_it() {
    let _turn = gpu_or_skip!();
    let (display, folder, bus) = (Display::open(), TempDir::new().unwrap(), Bus::open());
    let session = bus.connect();
    let accessibility = Reader::switch_on(&session);
    let window = Window::open_with(
        &display,
        folder.path(),
        &["a*x^2 + y^2", "--size", "1200x850"],
        &bus.variables("/usr/local/share:/usr/share"),
    );
    let reader = Reader::find(accessibility);
    reader.control("Picture");
    let controls = reader.controls();
    let named = |name: &str| controls.iter().find(|control| control.name == name && control.role != "label");
    for (name, role) in [
        ("f(x, y) =", "entry"),
        ("Play", "button"),
        ("Save picture…", "button"),
        ("optimizer", "combo box"),
        ("learning rate", "slider"),
        ("x from", "spin button"),
        ("climb", "check box"),
        ("Direction of the derivative", "slider"),
    ] {
        // A slider and the number beside it have one name.
        let found: Vec<_> = controls.iter().filter(|control| control.name == name).collect();
        assert!(found.iter().any(|control| control.role == role), "{name} is no {role}: {found:?}");
    }
    // What can be used has a name.
    let is_nameless = |control: &&Control| !matches!(control.role, "" | "label") && control.name.trim().is_empty();
    let nameless: Vec<_> = controls.iter().filter(is_nameless).collect();
    assert!(nameless.is_empty() && controls.len() > 80, "{nameless:?} of {}", controls.len());

    // It is used from there, and by hand at the place that is told.
    reader.act(named("Play").unwrap());
    reader.control("Pause");
    reader.act(&reader.control("Pause"));
    reader.control("Play");
    let [x, y] = reader.middle(&reader.control("Contours"));
    window.mouse(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    let [x, y] = reader.middle(&reader.control("f(x, y) ="));
    window.mouse(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    window.key("ctrl+a");
    window.type_text("sin(x)*y");
    wait_for("the title", || window.title() == "steepest: sin(x)*y");
    window.answer("ctrl+s", "read.toml");
    let path = folder.path().join("read.toml");
    wait_for("the scene", || path.exists());
    let file = SceneFile::read(&path).unwrap();
    assert_eq!((file.source.text.as_str(), file.scene.view), ("sin(x)*y", steepest::scene::View::Contour));
    assert_eq!(file.scene.descent.from, [[4.0, 4.0]], "it played from the article's start");
}

/// Answers as a desktop's dialogs do, with a path for each, or with none.
struct FileChooser {
    answers: BTreeMap<&'static str, Option<PathBuf>>,
    asked: Sender<(&'static str, HashMap<String, OwnedValue>)>,
}

impl FileChooser {
    async fn answer(
        &self,
        method: &'static str,
        options: HashMap<String, OwnedValue>,
        connection: &Connection,
        sender: Option<String>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        let token = options.get("handle_token").and_then(|token| String::try_from(token.try_clone().ok()?).ok());
        let sender = sender.unwrap_or_default().trim_start_matches(':').replace('.', "_");
        let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{}", token.unwrap_or_default());
        let handle = OwnedObjectPath::try_from(path).map_err(|error| zbus::fdo::Error::Failed(error.to_string()))?;
        let _ = self.asked.send((method, options));
        let chosen = self.answers.get(method).cloned().flatten();
        let uris = chosen.iter().map(|path| format!("file://{}", path.display())).collect::<Vec<_>>();
        let results: HashMap<&str, Value<'_>> = [("uris", Value::from(uris))].into();
        let code = u32::from(chosen.is_none());
        let (connection, at) = (connection.clone(), handle.clone());
        // It is chosen after the dialog has opened.
        std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(150));
            let interface = "org.freedesktop.portal.Request";
            block_on(connection.emit_signal(None::<&str>, &at, interface, "Response", &(code, results)))
        });
        Ok(handle)
    }
}

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl FileChooser {
    async fn open_file(
        &self,
        _parent: String,
        _title: String,
        options: HashMap<String, OwnedValue>,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        self.answer("OpenFile", options, connection, header.sender().map(ToString::to_string)).await
    }

    async fn save_file(
        &self,
        _parent: String,
        _title: String,
        options: HashMap<String, OwnedValue>,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: zbus::message::Header<'_>,
    ) -> zbus::fdo::Result<OwnedObjectPath> {
        self.answer("SaveFile", options, connection, header.sender().map(ToString::to_string)).await
    }

    #[zbus(property)]
    fn version(&self) -> u32 {
        4
    }
}

/// A folder of data that says that a portal shows dialogs.
fn portal_data(folder: &Path) -> String {
    let data = folder.join("data");
    for (file, text) in
        [("dbus-1/services/org.freedesktop.portal.Desktop.service", ""), ("xdg-desktop-portal/portals/test.portal", "")]
    {
        std::fs::create_dir_all(data.join(file).parent().unwrap()).unwrap();
        std::fs::write(data.join(file), text).unwrap();
    }
    // The driver is found there, too.
    format!("{}:/usr/local/share:/usr/share", data.display())
}

#[test]
fn the_desktops_own_dialogs_open_and_save() {
    let _turn = gpu_or_skip!();
    let (display, folder, bus) = (Display::open(), TempDir::new().unwrap(), Bus::open());
    let elsewhere = TempDir::new().unwrap();
    std::fs::write(elsewhere.path().join("chosen.toml"), "field = \"x*y\"\nview = \"contour\"\n").unwrap();
    let saved = elsewhere.path().join("saved.toml");
    let (asked, asks) = channel();
    let answers = [("OpenFile", Some(elsewhere.path().join("chosen.toml"))), ("SaveFile", Some(saved.clone()))].into();
    let chooser = FileChooser { answers, asked };
    let portal = Builder::address(bus.address.as_str()).unwrap().serve_at("/org/freedesktop/portal/desktop", chooser);
    let portal = portal.unwrap().name("org.freedesktop.portal.Desktop").unwrap();
    let _portal = block_on(portal.build()).unwrap();
    let data = portal_data(folder.path());
    let window =
        Window::open_with(&display, folder.path(), &["himmelblau", "--size", "1000x700"], &bus.variables(&data));
    wait_for("the picture", || display.colours() > 300);
    window.key("ctrl+o");
    wait_for("the chosen scene", || window.title() == "steepest: x*y");
    assert_eq!(asks.recv().unwrap().0, "OpenFile");
    window.key("ctrl+s");
    wait_for("the saved scene", || saved.exists());
    assert_eq!(SceneFile::read(&saved).unwrap().source.text, "x*y");
    let (method, options) = asks.recv().unwrap();
    assert_eq!(method, "SaveFile");
    // It begins where the last one ended.
    let begins: Vec<u8> = options["current_folder"].try_clone().unwrap().try_into().unwrap();
    let begins = String::from_utf8(begins).unwrap();
    assert_eq!(Path::new(begins.trim_end_matches('\0')), elsewhere.path().canonicalize().unwrap());
}
