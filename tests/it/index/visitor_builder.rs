//! Builds a visitor field by field, from fields of conditions.

use std::collections::BTreeMap;

use frontdesk::{Field, Timestamp, Visitor};
use frontdesk::visitor::Value;
use url::form_urlencoded::byte_serialize;

#[derive(Clone, Debug, Default)]
pub(super) struct VisitorBuilder {
    pub(super) at: Option<Timestamp>,
    pub(super) id: Option<String>,
    /// Whether URLs are written in a form that is not canonical.
    pub(super) is_not_canonical: bool,
    texts: BTreeMap<Field, String>,
    numbers: BTreeMap<Field, f64>,
    attributes: BTreeMap<Box<str>, Value<'static>>,
}

impl VisitorBuilder {
    pub(super) fn has(&self, field: &Field) -> bool {
        match field {
            Field::Attribute(name) => self.attributes.contains_key(name),
            field => self.texts.contains_key(field) || self.numbers.contains_key(field),
        }
    }

    pub(super) fn set_text(&mut self, field: &Field, text: String) {
        match field {
            Field::Attribute(name) => {
                self.attributes.insert(name.clone(), Value::from(text));
            }
            field => {
                self.texts.insert(field.clone(), text);
            }
        }
    }

    pub(super) fn set_number(&mut self, field: &Field, number: f64) {
        match field {
            Field::Attribute(name) => {
                self.attributes.insert(name.clone(), Value::from(number));
            }
            field => {
                self.numbers.insert(field.clone(), number);
            }
        }
    }

    pub(super) fn set_value(&mut self, name: &str, value: Value<'static>) {
        self.attributes.insert(name.into(), value);
    }

    pub(super) fn remove(&mut self, field: &Field) {
        if let Field::Attribute(name) = field {
            self.attributes.remove(name);
        }
        self.texts.remove(field);
        self.numbers.remove(field);
        if *field == Field::PageUrl {
            self.texts.retain(|field, _| !field.to_string().starts_with("page."));
        }
    }

    /// Changes each text of the visitor.
    pub(super) fn change_texts(&mut self, mut change: impl FnMut(&mut String)) {
        self.texts.values_mut().for_each(&mut change);
        for value in self.attributes.values_mut() {
            if let Value::Text(text) = value {
                change(text.to_mut());
            }
        }
    }

    pub(super) fn build(&self) -> Visitor<'static> {
        let text = |field: Field| self.texts.get(&field).cloned();
        let number = |field: Field| self.numbers.get(&field).copied();
        // The cast saturates: a number above the range of the counter becomes its maximum.
        let whole = |field: Field| number(field).filter(|n| *n >= 0.0).map(|n| n as u64);
        let previous = [Field::PreviousUrl, Field::PreviousHost, Field::PreviousPath];
        let referrer = [Field::ReferrerUrl, Field::ReferrerHost, Field::ReferrerPath];
        let mut visitor = self.at.map_or_else(Visitor::undated, Visitor::at);
        visitor.attributes = self.attributes.clone().into_iter().map(owned).collect();
        visitor
            .id(self.id.clone())
            .page(self.url([Field::PageUrl, Field::PageHost, Field::PagePath]))
            .title(text(Field::PageTitle))
            .previous(self.url(previous))
            .referrer(self.url(referrer))
            .language(text(Field::Language))
            .country(text(Field::Country))
            .region(text(Field::Region))
            .city(text(Field::City))
            .device(text(Field::Device))
            .browser(text(Field::Browser))
            .os(text(Field::Os))
            .visits(whole(Field::Visits))
            .pages_viewed(whole(Field::PagesViewed))
            .time_on_page(number(Field::TimeOnPage))
            .time_on_site(number(Field::TimeOnSite))
            .assignment(text(Field::Assignment))
            .selection(text(Field::Selection))
            .group_code(text(Field::GroupCode))
    }

    fn url(&self, [whole, host, path]: [Field; 3]) -> Option<String> {
        if let Some(url) = self.texts.get(&whole) {
            return Some(url.clone());
        }
        let query = self.query(&whole);
        let (host, path) = (self.texts.get(&host), self.texts.get(&path));
        if host.is_none() && path.is_none() && query.is_none() {
            return None;
        }
        let (host, path) = (host.map_or("shop.example", |h| h), path.map_or("/", |p| p));
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        if self.is_not_canonical {
            return Some(format!("HTTPS://me@{}:443/.{path}{query}#top", host.to_uppercase()));
        }
        Some(format!("https://{host}{path}{query}"))
    }

    fn query(&self, whole: &Field) -> Option<String> {
        let pairs = self.texts.iter().filter_map(|(field, value)| match (whole, field) {
            (Field::PageUrl, Field::PageQuery(name))
            | (Field::PreviousUrl, Field::PreviousQuery(name))
            | (Field::ReferrerUrl, Field::ReferrerQuery(name)) => Some((name, value)),
            _ => None,
        });
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let pairs: Vec<String> = pairs.collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }
}

fn owned((name, value): (Box<str>, Value<'static>)) -> (String, Value<'static>) {
    (name.into(), value)
}
