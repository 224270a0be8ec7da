//! A path that is asked for, and what it is for.

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// A scene or data to be opened.
    Open,
    /// The scene is saved there.
    SaveScene,
    /// The picture is saved there.
    SavePicture,
    /// An animation is saved there.
    Record,
    /// Optimizers in the format of the package's own.
    Rules,
    /// A run of one's own, as `.csv`.
    Route,
}

/// A path being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is for.
    pub purpose: PathPurpose,
    /// What was typed.
    pub path: String,
    pub(crate) is_new: bool,
}

/// What became of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was confirmed.
    Path(PathPurpose, String),
    /// The desktop's dialog is to ask instead.
    Browse(PathPurpose),
}

impl Prompt {
    pub(crate) fn new(purpose: PathPurpose) -> Prompt {
        let path = match purpose {
            PathPurpose::Open | PathPurpose::Rules | PathPurpose::Route => "",
            PathPurpose::SaveScene => "scene.toml",
            PathPurpose::SavePicture => "picture.png",
            PathPurpose::Record => "movie.gif",
        };
        Prompt { purpose, path: path.to_owned(), is_new: true }
    }

    /// What the dialog is headed by.
    pub fn title(&self) -> &'static str {
        match self.purpose {
            PathPurpose::Open => "Open a scene or data",
            PathPurpose::SaveScene => "Save the scene",
            PathPurpose::SavePicture => "Save the picture",
            PathPurpose::Record => "Record an animation",
            PathPurpose::Rules => "Optimizers of your own",
            PathPurpose::Route => "A run of your own",
        }
    }

    /// What the path may end in.
    pub fn endings(&self) -> &'static str {
        match self.purpose {
            PathPurpose::Open => "a scene, .toml, or data: .npy, .npz, .csv, .txt, .asc, .tif, .png",
            PathPurpose::SaveScene => "a scene, .toml",
            PathPurpose::SavePicture => "a picture, .png, or a drawing, .svg or .pdf",
            PathPurpose::Record => ".gif, .apng, .mp4, .webm, or a folder of frames",
            PathPurpose::Rules => ".toml: [name] with parameters, states and a rule",
            PathPurpose::Route => ".csv, with columns x and y",
        }
    }
}
