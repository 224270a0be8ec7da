//! Values of an option that are the variants of one of the library's enums, by the names that scenes give them.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use steepest::scene::keys::variants;

/// Reads a variant of `T`.
pub(crate) struct Choice<T>(PhantomData<fn() -> T>);

impl<T> Clone for Choice<T> {
    fn clone(&self) -> Choice<T> {
        Choice(PhantomData)
    }
}

/// A parser of the variants of `T`.
pub(crate) fn choice<T: DeserializeOwned + Clone + Send + Sync + 'static>() -> Choice<T> {
    Choice(PhantomData)
}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> TypedValueParser for Choice<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let name = PossibleValuesParser::new(variants::<T>()).parse_ref(command, arg, value)?;
        let deserializer: StrDeserializer<'_, Error> = name.as_str().into_deserializer();
        T::deserialize(deserializer).map_err(|error| command.clone().error(clap::error::ErrorKind::InvalidValue, error))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(variants::<T>().iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use steepest::scene::View;

    #[test]
    fn an_option_takes_the_names_that_scenes_know() {
        assert_eq!(variants::<View>(), ["both", "surface", "contour", "curve", "loss"]);
        let parsed = choice::<View>().parse_ref(&Command::new("x"), None, "contour".as_ref());
        assert!(matches!(parsed, Ok(View::Contour)));
        assert!(choice::<View>().parse_ref(&Command::new("x"), None, "Contours".as_ref()).is_err());
    }
}
