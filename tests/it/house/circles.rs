//! No circles of imports between the files of a crate.
//!
//! A file uses another one when it imports or names an item that the other one defines. A re-export counts
//! as the file that defines the item, so importing through a `mod.rs` is no use of the `mod.rs`, and a
//! `mod.rs` that only declares and re-exports its children uses none of them. Tests within files are left
//! out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use regex::Regex;

use super::files_below;

/// The path of a module from the root of its crate, by names.
type Module = Vec<String>;

/// What an import brings into scope.
struct Import {
    /// The module in which it stands.
    module: Module,
    path: Vec<String>,
    /// The name by which it is known there, or nothing for `*`.
    name: Option<String>,
    is_public: bool,
    line: usize,
}

struct File {
    path: PathBuf,
    /// Without comments, literals, imports and tests.
    code: String,
    imports: Vec<Import>,
    /// The modules within the file, with the lines that they take.
    inline: Vec<(Module, Range<usize>)>,
}

/// The files of a crate, and the file of each module.
struct Sources {
    files: Vec<File>,
    modules: BTreeMap<Module, usize>,
}

/// What a path names.
enum Target {
    /// A module as a whole.
    Module(Module),
    /// An item that a file defines.
    Item(usize),
}

/// The file that is used, with the lines that use it.
type Uses = BTreeMap<usize, BTreeSet<usize>>;

impl Sources {
    fn read(root: &Path) -> Self {
        let mut texts: BTreeMap<PathBuf, String> = files_below(root)
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|end| end == "rs"))
            .map(|(path, text)| (path, without_literals(&text)))
            .collect();
        let mut tests = BTreeSet::new();
        for (path, code) in &mut texts {
            for name in remove_tests(code) {
                tests.insert([module_of(path), vec![name]].concat());
            }
        }
        texts.retain(|path, _| !tests.iter().any(|test| module_of(path).starts_with(test)));
        // A package with a library and a program has two roots; the one that declares modules counts.
        let declares = |code: &String| code.contains("mod ");
        if texts.get(Path::new("main.rs")).is_some_and(declares) {
            texts.remove(Path::new("lib.rs"));
        }
        let mut sources = Self { files: Vec::new(), modules: BTreeMap::new() };
        for (path, code) in texts {
            let number = sources.files.len();
            let file = File::new(path, code);
            sources.modules.insert(module_of(&file.path), number);
            for (module, _) in &file.inline {
                sources.modules.insert(module.clone(), number);
            }
            sources.files.push(file);
        }
        sources
    }

    /// What a path names, seen from a module; nothing for a path into another crate.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<Target> {
        self.resolve_within(from, path, 20)
    }

    /// The same, through at most so many re-exports.
    fn resolve_within(&self, from: &Module, path: &[String], most: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            name => {
                let child = [from.as_slice(), &[name.to_owned()]].concat();
                if !self.modules.contains_key(&child) {
                    return None;
                }
                child
            }
        };
        for (place, name) in rest.iter().enumerate() {
            if name == "super" {
                module.pop()?;
                continue;
            }
            let child = [module.as_slice(), &[name.to_owned()]].concat();
            if self.modules.contains_key(&child) {
                module = child;
                continue;
            }
            let file = *self.modules.get(&module)?;
            let imported = self.files[file].imports.iter().filter(|import| import.module == module);
            for import in imported.filter(|_| most > 0) {
                let path = match &import.name {
                    Some(known) if known == name => import.path.clone(),
                    Some(_) => continue,
                    None => [import.path.as_slice(), &[name.to_owned()]].concat(),
                };
                match self.resolve_within(&module, &path, most - 1) {
                    Some(Target::Module(found)) => {
                        let path =
                            [&["crate".to_owned()], found.as_slice(), &rest[place + 1..]].concat();
                        return self.resolve_within(&module, &path, most - 1);
                    }
                    Some(Target::Item(found))
                        if import.name.is_some() || self.defines(found, name) =>
                    {
                        return Some(Target::Item(found));
                    }
                    _ => {}
                }
            }
            return Some(Target::Item(file));
        }
        Some(Target::Module(module))
    }

    /// Whether a file defines an item of a name.
    fn defines(&self, file: usize, name: &str) -> bool {
        let kinds = "struct|enum|union|trait|type|fn|const|static|macro_rules!";
        let defined = Regex::new(&format!(r"\b(?:{kinds})\s+{name}\b")).unwrap();
        defined.is_match(&self.files[file].code)
    }

    /// The files that a file uses.
    fn uses(&self, number: usize) -> Uses {
        let file = &self.files[number];
        let mut uses = Uses::new();
        // Modules that are imported as such: what is named through them is what is used.
        let mut aliases = BTreeMap::new();
        for import in &file.imports {
            let name = import.name.as_deref().unwrap_or("*");
            match self.resolve(&import.module, &import.path) {
                Some(Target::Module(module)) if import.name.is_some() => {
                    aliases.insert((import.module.clone(), name.to_owned()), module);
                }
                Some(Target::Module(module)) if !import.is_public => {
                    uses.entry(self.modules[&module]).or_default().insert(import.line);
                }
                Some(Target::Item(used)) if !import.is_public || has_name(&file.code, name) => {
                    uses.entry(used).or_default().insert(import.line);
                }
                _ => {}
            }
        }
        let path = Regex::new(r"\b[a-z_][a-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)+").unwrap();
        for (place, line) in file.code.lines().enumerate() {
            for found in path.find_iter(line) {
                let mut path: Vec<String> = found.as_str().split("::").map(str::to_owned).collect();
                let module = file.module_at(place + 1);
                if let Some(alias) = aliases.get(&(module.clone(), path[0].clone())) {
                    path.splice(..1, [&["crate".to_owned()], alias.as_slice()].concat());
                }
                if let Some(Target::Item(used)) = self.resolve(&module, &path) {
                    uses.entry(used).or_default().insert(place + 1);
                }
            }
        }
        uses.remove(&number);
        uses
    }

    /// The files that each file uses.
    fn all_uses(&self) -> Vec<Uses> {
        (0..self.files.len()).map(|number| self.uses(number)).collect()
    }

    /// Each set of files that use each other, directly or through others of the set: the strongly connected
    /// components of more than one file.
    fn circles(&self) -> BTreeSet<BTreeSet<usize>> {
        let uses = self.all_uses();
        let reached: Vec<BTreeSet<usize>> =
            (0..uses.len()).map(|from| reachable(&uses, from)).collect();
        let circle_of = |number: usize| -> BTreeSet<usize> {
            let is_mutual = |other: &usize| reached[*other].contains(&number);
            reached[number].iter().copied().filter(is_mutual).collect()
        };
        (0..uses.len()).map(circle_of).filter(|circle| circle.len() > 1).collect()
    }

    /// The lines that make a circle.
    fn lines_of(&self, circle: &BTreeSet<usize>) -> String {
        let mut lines = Vec::new();
        for file in circle {
            for (used, places) in self.uses(*file).iter().filter(|(used, _)| circle.contains(used))
            {
                let (path, used) =
                    (self.files[*file].path.display(), self.files[*used].path.display());
                let places: Vec<String> = places.iter().map(ToString::to_string).collect();
                lines.push(format!("  {path} uses {used} in line {}", places.join(", ")));
            }
        }
        lines.join("\n")
    }

    /// The folder within which all files of a circle are.
    fn common_folder(&self, circle: &BTreeSet<usize>) -> PathBuf {
        let mut paths = circle.iter().map(|file| self.files[*file].path.as_path());
        let first = paths.next().and_then(Path::parent).unwrap();
        let rest: Vec<&Path> = paths.collect();
        let mut folders = first.ancestors();
        folders.find(|folder| rest.iter().all(|path| path.starts_with(folder))).unwrap().to_owned()
    }
}

impl File {
    fn new(path: PathBuf, mut code: String) -> Self {
        let mut file = Self { path, code: String::new(), imports: Vec::new(), inline: Vec::new() };
        let module = module_of(&file.path);
        let opening = Regex::new(r"\bmod\s+(\w+)\s*\{").unwrap();
        for found in opening.captures_iter(&code) {
            let block = found.get(0).unwrap();
            let lines =
                line_of(&code, block.start())..line_of(&code, end_of_block(&code, block.end())) + 1;
            file.inline.push(([module.as_slice(), &[found[1].to_owned()]].concat(), lines));
        }
        let statement = Regex::new(r"(?m)^[ \t]*(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);").unwrap();
        let mut ranges = Vec::new();
        for found in statement.captures_iter(&code) {
            let whole = found.get(0).unwrap();
            let line = line_of(&code, found.get(2).unwrap().start());
            let module = file.module_at(line);
            let tree: String = found[2].split_whitespace().collect::<Vec<_>>().join(" ");
            for (path, name) in leaves_of(&tree, &[]) {
                let is_public = found.get(1).is_some();
                file.imports.push(Import { module: module.clone(), path, name, is_public, line });
            }
            ranges.push(whole.range());
        }
        for range in ranges {
            blank(&mut code, range);
        }
        // A visibility names a module and uses nothing of it.
        file.code = Regex::new(r"pub\(in [^)]*\)").unwrap().replace_all(&code, "pub").into_owned();
        file
    }

    /// The module in which a line of the file stands.
    fn module_at(&self, line: usize) -> Module {
        let inline = self.inline.iter().rev().find(|(_, lines)| lines.contains(&line));
        inline.map_or_else(|| module_of(&self.path), |(module, _)| module.clone())
    }
}

/// The imports of a tree such as `a::{b, c as d, e::*}`: each path with the name that it gets.
fn leaves_of(tree: &str, prefix: &[String]) -> Vec<(Vec<String>, Option<String>)> {
    let tree = tree.trim();
    let mut prefix = prefix.to_vec();
    if let Some((path, group)) = tree.split_once('{') {
        prefix.extend(path.split("::").filter(|name| !name.trim().is_empty()).map(str::to_owned));
        let group = group.trim_end().strip_suffix('}').unwrap();
        return split_list(group).into_iter().flat_map(|tree| leaves_of(tree, &prefix)).collect();
    }
    let (path, alias) =
        tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias)));
    prefix.extend(path.split("::").map(|name| name.trim().to_owned()));
    match prefix.last().map(String::as_str) {
        Some("*") => {
            prefix.pop();
            return vec![(prefix, None)];
        }
        Some("self") if prefix.len() > 1 => drop(prefix.pop()),
        _ => {}
    }
    let name = alias.map_or_else(|| prefix.last().cloned(), |alias| Some(alias.trim().to_owned()));
    vec![(prefix, name)]
}

/// The parts of a list between its commas, of which groups may hold others.
fn split_list(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (place, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// The module of a file: `a/b.rs` and `a/b/mod.rs` are `a::b`, the root is the empty path.
fn module_of(path: &Path) -> Module {
    let names = path.iter().map(|name| name.to_str().unwrap().trim_end_matches(".rs"));
    names.filter(|name| !["mod", "lib", "main"].contains(name)).map(str::to_owned).collect()
}

/// Whether a name is used in code: not as the name of a method, a field or a declaration.
fn has_name(code: &str, name: &str) -> bool {
    let used = Regex::new(&format!(r"(?:\b(?:fn|mod)\s+|\.)?\b{name}\b")).unwrap();
    used.find_iter(code).any(|found| found.as_str() == name)
}

fn line_of(code: &str, offset: usize) -> usize {
    code[..offset].matches('\n').count() + 1
}

/// The offset after the brace that closes a block, from the offset after the one that opens it.
fn end_of_block(code: &str, start: usize) -> usize {
    let mut depth = 1;
    for (place, letter) in code[start..].char_indices() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if depth == 0 {
            return start + place + 1;
        }
    }
    code.len()
}

/// Replaces a part by spaces, and keeps its lines.
fn blank(code: &mut String, range: Range<usize>) {
    let blanks: String =
        code[range.clone()].chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
    code.replace_range(range, &blanks);
}

/// Replaces the modules of tests by spaces, and returns the names of those in files of their own.
fn remove_tests(code: &mut String) -> Vec<String> {
    let test = Regex::new(r"#\[cfg\(test\)\]\s*mod\s+(\w+)\s*([;{])").unwrap();
    let mut names = Vec::new();
    while let Some(found) = test.captures(code) {
        let whole = found.get(0).unwrap().range();
        let end = if &found[2] == "{" { end_of_block(code, whole.end) } else { whole.end };
        if &found[2] == ";" {
            names.push(found[1].to_owned());
        }
        blank(code, whole.start..end);
    }
    names
}

/// Replaces comments and the insides of literals, which may hold anything, by spaces.
fn without_literals(text: &str) -> String {
    let literal = Regex::new(
        r##"(?s)//[^\n]*|/\*.*?\*/|\br#"(.*?)"#|\br"[^"]*"|"(?:\\.|[^"\\])*"|'(?:\\[^']+|[^'\\])'"##,
    );
    let mut code = text.to_owned();
    for found in literal.unwrap().find_iter(text) {
        // As many bytes, so that the offsets stay.
        let blanks: String =
            found.as_str().bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        code.replace_range(found.range(), &blanks);
    }
    code
}

/// The files that a file uses, directly or through others.
fn reachable(uses: &[Uses], from: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        open.extend(uses[file].keys().copied().filter(|used| found.insert(*used)));
    }
    found
}

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packages = fs::read_dir(root.join("benches")).unwrap();
    let mut folders: Vec<PathBuf> =
        packages.map(|entry| entry.unwrap().path().join("src")).collect();
    folders.retain(|folder| folder.is_dir());
    folders.push(root.join("src"));
    folders.sort();
    assert!(folders.len() > 3, "{folders:?}");
    let mut circles = Vec::new();
    for folder in folders {
        let name = folder.strip_prefix(root).unwrap();
        let sources = Sources::read(&folder);
        for circle in sources.circles() {
            let common = name.join(sources.common_folder(&circle));
            circles.push(format!("{}:\n{}", common.display(), sources.lines_of(&circle)));
        }
    }
    // A `mod.rs` that defines a type and calls functions of its children, which take the type, can hand the
    // type to a file of its own.
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
