//! What a host reads of a request.

use allocation_counter::measure;
use frontdesk::Visitor;
use frontdesk::visitor::AcceptLanguage;

#[test]
fn reading_accept_language_allocates_nothing() {
    let long = (0..400).map(|n| format!("a{}-DE;q=0.{n:03}", char::from(b'a' + (n % 26) as u8)));
    let long = long.collect::<Vec<_>>().join(", ");
    assert!(long.len() < 8_192);
    for header in ["fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "", ",;q=,*", &long] {
        let read = measure(|| assert!(AcceptLanguage::new(header).tags().len() <= 16));
        assert_eq!(read.count_total, 0, "{header}");
        let set = measure(|| {
            std::hint::black_box(Visitor::undated().accept_language(header));
        });
        assert_eq!(set.count_total, 0, "{header}");
    }
}
