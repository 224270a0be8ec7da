//! A path that is asked for, and what it is for.

/// What a path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
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
    pub purpose: Purpose,
    /// What was typed.
    pub path: String,
    pub(crate) is_new: bool,
}

/// What became of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It was confirmed.
    Path(Purpose, String),
    /// The desktop's dialog is to ask instead.
    Browse(Purpose),
}

impl Prompt {
    pub(crate) fn new(purpose: Purpose) -> Prompt {
        let path = match purpose {
            Purpose::Open | Purpose::Rules | Purpose::Route => "",
            Purpose::SaveScene => "scene.toml",
            Purpose::SavePicture => "picture.png",
            Purpose::Record => "movie.gif",
        };
        Prompt { purpose, path: path.to_owned(), is_new: true }
    }

    pub(crate) fn title(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => "Open a scene or data",
            Purpose::SaveScene => "Save the scene",
            Purpose::SavePicture => "Save the picture",
            Purpose::Record => "Record an animation",
            Purpose::Rules => "Optimizers of your own",
            Purpose::Route => "A run of your own",
        }
    }

    /// What the path may end in.
    pub(crate) fn endings(&self) -> &'static str {
        match self.purpose {
            Purpose::Open => "a scene, .toml, or data: .npy, .npz, .csv, .txt, .asc, .tif, .png",
            Purpose::SaveScene => "a scene, .toml",
            Purpose::SavePicture => "a picture, .png, or a drawing, .svg or .pdf",
            Purpose::Record => ".gif, .apng, .mp4, .webm, or a folder of frames",
            Purpose::Rules => ".toml: [name] with parameters, states and a rule",
            Purpose::Route => ".csv, with columns x and y",
        }
    }
}
