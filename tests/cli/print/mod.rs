//! What a printed figure needs: shapes and text as SVG and PDF, transparent backgrounds, letters and labels.

mod column;
mod fonts;
mod pdf;
mod pixels;
mod refused;
mod shapes;

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::common::process::*;
use crate::common::shown::{Shown, shown};
use base64::Engine;
use roxmltree::{Document, Node};
use steepest::colormap::Colormap;
use steepest::gpu::Gpu;
use steepest::render::{Image, render, render_drawing};
use steepest::scene::{AxisLabels, ColorStyle, Scene, SceneFile, Theme, View};
use tempfile::TempDir;

/// The SVG that `render` draws of these arguments.
fn svg(arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let out = ["-o", "a.svg", "--size", "800x420", "--dpi", "60"];
    assert_eq!(run_in(folder.path(), &[&["render"], arguments, &out].concat()).result(), "");
    assert_eq!(names_in(folder.path()), ["a.svg"]);
    fs::read_to_string(folder.path().join("a.svg")).unwrap()
}

fn group<'a>(document: &'a Document<'a>, name: &str) -> Option<Node<'a, 'a>> {
    document.descendants().find(|node| node.has_tag_name("g") && node.attribute("id") == Some(name))
}

fn texts<'a>(document: &'a Document<'a>) -> Vec<&'a str> {
    document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect()
}

fn number(node: Node<'_, '_>, name: &str) -> f32 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The points of a path of straight lines.
fn points(path: Node<'_, '_>) -> Vec<[f32; 2]> {
    let data = path.attribute("d").unwrap().trim_end_matches('Z');
    let point = |text: &str| {
        let (x, y) = text.split_once(' ').unwrap();
        [x.parse().unwrap(), y.parse().unwrap()]
    };
    data.split(['M', 'L']).filter(|text| !text.is_empty()).map(point).collect()
}

fn paths<'a>(group: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    group.children().filter(|node| node.has_tag_name("path"))
}

/// The left, top, right and bottom edge that a group is clipped to.
fn clip(document: &Document<'_>, name: &str) -> [f32; 4] {
    let id = format!("{name}-clip");
    let rect = document.descendants().find(|node| node.attribute("id") == Some(&id)).unwrap();
    let rect = rect.first_element_child().unwrap();
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(rect, name));
    [x, y, x + width, y + height]
}
