//! A scene is read, and is the same after it was written; or it is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steepest::scene::SceneFile;

fuzz_target!(|text: &str| {
    if let Ok(scene) = SceneFile::from_toml(text)
        && let Ok(written) = scene.to_toml()
    {
        let again = SceneFile::from_toml(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
        assert_eq!(again, scene);
    }
});
