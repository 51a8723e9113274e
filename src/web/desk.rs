//! Pages at which things are managed: who has no business there finds none.

use super::{admin, developer};
use actix_web::web::ServiceConfig;

pub fn routes(config: &mut ServiceConfig) {
    admin::routes(config);
    developer::routes(config);
}
