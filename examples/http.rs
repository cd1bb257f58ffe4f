//! The crate in an HTTP service: from a request to a visitor, a decision and a response.
//!
//! `cargo run --example http`
//!
//! The handler takes and returns the types of the crate `http`, as handlers of Rust's web
//! frameworks do. No port is opened: `main` passes sample requests to it, prints each response and
//! checks it.

use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use frontdesk::decision::ChoiceRecord;
use frontdesk::expect::OutcomeKind;
use frontdesk::presence::AgentStatus;
use frontdesk::visitor::BrowserClaims;
use frontdesk::{
    Agent, AgentId, Draft, Field, Group, Heartbeat, Presence, Router, Timestamp, Trigger, Visitor,
};
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName, USER_AGENT};
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};

/// The state that all requests share. The router never changes. Presence changes with every
/// heartbeat.
struct Service {
    router: Arc<Router>,
    presence: RwLock<Presence>,
}

/// The facts that the host's middleware adds to the request before the handler runs: the session of
/// the cookie, and the country of the address.
#[derive(Clone)]
enum Caller {
    Visitor { id: &'static str, country: Option<&'static str>, plan: Option<&'static str> },
    Agent(AgentId),
}

/// The response for a browser: without agents, triggers and private groups.
#[derive(Serialize)]
struct Answer {
    outcome: OutcomeKind,
    somebody_answers: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<ChoiceRecord>>,
}

/// The request that an agent's page sends every few seconds.
#[derive(Deserialize)]
struct HeartbeatBody {
    status: AgentStatus,
    load: u32,
}

/// The duration of a lease: an agent whose connection is lost counts as offline after it.
const LEASE: Duration = Duration::from_secs(60);

type Reply = Result<Response<Vec<u8>>, Box<dyn Error>>;

impl Service {
    /// Handles one request. The instant is an argument, so a test can choose it.
    fn handle(&self, request: &Request<Vec<u8>>, now: Timestamp) -> Reply {
        let caller = request.extensions().get::<Caller>();
        match (request.method(), request.uri().path(), caller) {
            (&Method::POST, "/route", Some(Caller::Visitor { id, country, plan })) => {
                let Ok(claims) = serde_json::from_slice::<BrowserClaims>(request.body())
                    .inspect_err(|error| println!("  {error}"))
                else {
                    return respond(StatusCode::BAD_REQUEST, &"the body is not understood");
                };
                let visitor = claims.into_visitor(now).id(*id).country(*country);
                self.route(request, visitor.attribute("plan", *plan))
            }
            (&Method::POST, "/heartbeat", Some(Caller::Agent(agent))) => {
                match serde_json::from_slice(request.body()) {
                    Ok(heartbeat) => self.note(agent, &heartbeat, now),
                    Err(_) => respond(StatusCode::BAD_REQUEST, &"the body is not understood"),
                }
            }
            (_, "/route" | "/heartbeat", _) => respond(StatusCode::FORBIDDEN, &"not for you"),
            _ => respond(StatusCode::NOT_FOUND, &"there is nothing here"),
        }
    }

    fn route<'r>(&self, request: &'r Request<Vec<u8>>, mut visitor: Visitor<'r>) -> Reply {
        if let Some(languages) = header(request, &ACCEPT_LANGUAGE) {
            visitor = visitor.accept_language(languages);
        }
        if let Some(software) = header(request, &USER_AGENT) {
            visitor = with_user_agent(visitor, software);
        }
        // The lock is held for the decision only. The record borrows nothing, so it outlives the
        // lock.
        let record = {
            let presence = self.presence.read().unwrap_or_else(PoisonError::into_inner);
            self.router.route(&visitor, &presence).to_record()
        };
        println!("  {record}");
        let answer = Answer {
            outcome: record.outcome,
            somebody_answers: record.serving.is_some(),
            question: record.question,
            choices: record.choices,
        };
        respond(StatusCode::OK, &answer)
    }

    fn note(&self, agent: &AgentId, heartbeat: &HeartbeatBody, now: Timestamp) -> Reply {
        let heartbeat_record =
            Heartbeat::new(heartbeat.status).load(heartbeat.load).until(now.after(LEASE));
        let mut presence = self.presence.write().unwrap_or_else(PoisonError::into_inner);
        match presence.set(agent, heartbeat_record) {
            Ok(_) => respond(StatusCode::OK, &"noted"),
            Err(error) => respond(StatusCode::NOT_FOUND, &error.to_string()),
        }
    }
}

/// Returns a header as text, or `None` if it is not text.
fn header<'r>(request: &'r Request<Vec<u8>>, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

fn respond(status: StatusCode, body: &impl Serialize) -> Reply {
    let response = Response::builder().status(status).header(CONTENT_TYPE, "application/json");
    Ok(response.body(serde_json::to_vec(body)?)?)
}

/// Adds the fields that the `User-Agent` header names. What the parser does not recognise stays
/// unknown.
fn with_user_agent<'a>(visitor: Visitor<'a>, header: &'a str) -> Visitor<'a> {
    let Some(found) = woothee::parser::Parser::new().parse(header) else {
        return visitor;
    };
    let device = match found.category {
        "pc" => Some("desktop"),
        "smartphone" | "mobilephone" => Some("mobile"),
        "crawler" => Some("bot"),
        _ => None,
    };
    let known = |text: &'a str| Some(text).filter(|text| *text != "UNKNOWN");
    visitor.device(device).browser(known(found.name)).os(known(found.os))
}

fn service() -> Result<Service, Box<dyn Error>> {
    let workspace = Draft::new()
        .agents([Agent::new("ana").max_conversations(2), Agent::new("ben"), Agent::new("chloe")])
        .group(Group::new("general", "General").agents(["ana", "ben"]))
        .group(Group::new("vip", "VIP").agents(["ana"]).private().fallback("general"))
        .group(Group::new("french", "Français").agents(["chloe"]).private().fallback("general"))
        .group(Group::new("robots", "Robots").private())
        .trigger(Trigger::new("robots", "robots").when(Field::Device.is("bot")))
        .trigger(Trigger::new("vip", "vip").when(Field::attribute("plan").is("pro")))
        .trigger(Trigger::new("french", "french").when(Field::Language.within("fr")))
        .default_group("general")
        .check()?;
    let router = Arc::new(Router::new(workspace));
    Ok(Service { presence: RwLock::new(Presence::new(&router)), router })
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const GOOGLEBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

fn main() -> Result<(), Box<dyn Error>> {
    let service = service()?;
    let now: Timestamp = "2026-11-22T10:00:00Z".parse()?;
    let visitor = Caller::Visitor { id: "v1", country: Some("CH"), plan: None };
    let customer = Caller::Visitor { id: "v2", country: None, plan: Some("pro") };
    let agent = |id: &str| Caller::Agent(AgentId::from(id));
    let page = r#"{"page": {"url": "https://shop.example/"}, "time_on_page": 12}"#;
    let assigned =
        |somebody: bool| format!(r#"{{"outcome":"assigned","somebody_answers":{somebody}}}"#);

    let send = |path: &str, caller: &Caller, body: &str, languages: &str, software: &str| {
        let mut request = Request::post(path)
            .header(ACCEPT_LANGUAGE, languages)
            .header(USER_AGENT, software)
            .body(body.as_bytes().to_vec())?;
        request.extensions_mut().insert(caller.clone());
        println!("POST {path} {body}");
        let response = service.handle(&request, now)?;
        let (status, text) = (response.status(), String::from_utf8(response.into_body())?);
        println!("  {status}: {text}");
        Ok::<_, Box<dyn Error>>((status.as_u16(), text))
    };

    // No agent is online yet, so the visitor may leave a message.
    assert_eq!(send("/route", &visitor, page, "en", FIREFOX)?, (200, assigned(false)));
    // Two agents come online.
    let online = r#"{"status": "online", "load": 0}"#;
    assert_eq!(send("/heartbeat", &agent("ana"), online, "", FIREFOX)?.0, 200);
    assert_eq!(send("/heartbeat", &agent("chloe"), online, "", FIREFOX)?.0, 200);
    assert_eq!(send("/route", &visitor, page, "en", FIREFOX)?, (200, assigned(true)));
    // French is preferred, although it is the last tag.
    assert_eq!(send("/route", &visitor, page, "en;q=0.3, fr-CH", FIREFOX)?, (200, assigned(true)));
    // No agent answers robots.
    assert_eq!(send("/route", &visitor, page, "en", GOOGLEBOT)?, (200, assigned(false)));
    // The host knows who pays. A visitor cannot claim it, and cannot choose a group beyond the
    // rules.
    assert_eq!(send("/route", &customer, page, "en", FIREFOX)?, (200, assigned(true)));
    for forged in [r#"{"attributes": {"plan": "pro"}}"#, r#"{"assignment": "vip"}"#, "{"] {
        assert_eq!(send("/route", &visitor, forged, "en", FIREFOX)?.0, 400);
    }
    assert_eq!(send("/heartbeat", &visitor, online, "en", FIREFOX)?.0, 403);
    assert_eq!(send("/heartbeat", &agent("zoe"), online, "en", FIREFOX)?.0, 404);
    println!("\nnext: `docs/from-http-request.md` says where each field of a visitor comes from");
    Ok(())
}
