//! The one function that changes the state.

use super::App;
use super::effect::Effect;
use super::event::Event;

/// Takes in what the world has to say, and says what it should do.
pub fn update(app: &mut App, event: Event) -> Vec<Effect> {
    let _ = (app, event);
    Vec::new()
}
