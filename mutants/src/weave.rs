//! Every mutant of a file woven into it, each behind a switch that is read when the program runs.
//!
//! What a switch chooses is the text that cargo-mutants would have put there. An operator is replaced in the
//! whole expression it belongs to, so that precedence is that of the text.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::{Genre, Mutant, Place};

/// What stands before and after a part of the file, for the sake of a few mutants.
struct Wrap {
    around: Range<usize>,
    before: Vec<Piece>,
    after: String,
}

/// Some of the text before a part, and the mutant that it is for.
struct Piece {
    text: String,
    mutant: Option<usize>,
}

/// A file with its mutants in it.
pub struct Woven {
    pub text: String,
    /// Where the text of each mutant came to stand.
    pub pieces: Vec<(Range<usize>, usize)>,
    /// Where each function came to stand, inner ones last, and the mutants that replace it whole.
    pub functions: Vec<(Range<usize>, Vec<usize>)>,
    /// The mutants that are in.
    pub mutants: HashSet<usize>,
}

/// Weaves the mutants of one file, but for those left out. A `const fn` can read no switch: it loses its `const`, but
/// for those that a constant needs, by name.
pub fn weave(
    source: &str,
    mutants: &[(usize, &Mutant)],
    left_out: &HashSet<usize>,
    constants: &BTreeSet<String>,
) -> Woven {
    let lines = Lines::new(source);
    let mut of_genre: HashMap<(Genre, usize), Vec<(usize, &Mutant)>> = HashMap::new();
    for &(id, mutant) in mutants {
        if left_out.contains(&id) {
            continue;
        }
        let start = lines.offset(mutant.span.start);
        of_genre
            .entry((mutant.genre, start))
            .or_default()
            .push((id, mutant));
    }
    let file = syn::parse_file(source).expect("a file that builds");
    let mut finder = Finder {
        source,
        lines: &lines,
        wanted: &of_genre,
        wraps: Vec::new(),
        functions: Vec::new(),
        constants,
        const_fn: 0,
    };
    finder.visit_file(&file);
    assemble(source, &finder.wraps, &finder.functions)
}

/// Byte offsets of the lines.
pub struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(source: &'a str) -> Self {
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            source,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The byte at a place.
    pub fn offset(&self, place: Place) -> usize {
        let start = self.starts[place.line - 1];
        let line = &self.source[start..];
        let inside = line.char_indices().nth(place.column - 1);
        start + inside.map_or(line.len(), |(at, _)| at)
    }

    fn of(&self, part: &impl Spanned) -> Range<usize> {
        let span = part.span();
        let at = |place: proc_macro2::LineColumn| {
            self.offset(Place {
                line: place.line,
                column: place.column + 1,
            })
        };
        at(span.start())..at(span.end())
    }
}

struct Finder<'a> {
    source: &'a str,
    lines: &'a Lines<'a>,
    wanted: &'a HashMap<(Genre, usize), Vec<(usize, &'a Mutant)>>,
    wraps: Vec<Wrap>,
    functions: Vec<(Range<usize>, Vec<usize>)>,
    constants: &'a BTreeSet<String>,
    const_fn: usize,
}

impl<'a> Finder<'a> {
    fn at(&self, genre: Genre, offset: usize) -> &'a [(usize, &'a Mutant)] {
        self.wanted.get(&(genre, offset)).map_or(&[], Vec::as_slice)
    }

    fn wrap(&mut self, around: Range<usize>, before: Vec<Piece>, after: &str) {
        if self.const_fn == 0 && before.iter().any(|piece| piece.mutant.is_some()) {
            self.wraps.push(Wrap {
                around,
                before,
                after: after.to_owned(),
            });
        }
    }

    /// Wraps an expression in a choice between texts.
    fn choose(&mut self, around: Range<usize>, texts: Vec<(usize, String)>) {
        let mut before = vec![plain("(")];
        for (id, text) in texts {
            before.push(of(id, format!("if {} {{ {text} }} else ", on(id))));
        }
        before.push(plain("{ "));
        self.wrap(around, before, " })");
    }

    fn stays_const(&self, sig: &syn::Signature) -> bool {
        sig.constness.is_some() && self.constants.contains(&sig.ident.to_string())
    }

    fn function(&mut self, sig: &syn::Signature, block: &syn::Block, whole: Range<usize>) {
        let mut ids = Vec::new();
        if self.stays_const(sig) {
            self.const_fn += 1;
        } else if let Some(word) = &sig.constness {
            self.wraps.push(Wrap {
                around: self.lines.of(word),
                before: vec![plain("/*")],
                after: "*/".to_owned(),
            });
        }
        if let Some(first) = block.stmts.first() {
            let start = self.lines.of(first).start;
            let inside = self.lines.of(&block.brace_token.span.open()).end;
            let mutants = self.at(Genre::FnValue, start);
            let returns = |(id, mutant): &(usize, &Mutant)| {
                of(
                    *id,
                    format!(" if {} {{ return {}; }}", on(*id), mutant.replacement),
                )
            };
            let before = mutants.iter().map(returns).collect();
            self.wrap(inside..inside, before, "");
            ids = mutants.iter().map(|(id, _)| *id).collect();
        }
        self.functions.push((whole, ids));
    }

    fn operators(&self, expr: &syn::Expr, found: &mut Vec<(usize, Range<usize>, &'a str)>) {
        if let syn::Expr::Binary(binary) = expr {
            self.operators(&binary.left, found);
            let op = self.lines.of(&binary.op);
            for (id, mutant) in self.at(Genre::BinaryOperator, op.start) {
                found.push((*id, op.clone(), &mutant.replacement));
            }
            self.operators(&binary.right, found);
        }
    }

    /// The operands of a chain of operators.
    fn operands(&mut self, expr: &syn::Expr) {
        if let syn::Expr::Binary(binary) = expr {
            self.operands(&binary.left);
            self.operands(&binary.right);
        } else {
            self.visit_expr(expr);
        }
    }
}

fn plain(text: &str) -> Piece {
    Piece {
        text: text.to_owned(),
        mutant: None,
    }
}

fn of(mutant: usize, text: String) -> Piece {
    Piece {
        text,
        mutant: Some(mutant),
    }
}

fn has_let(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn on(id: usize) -> String {
    format!("crate::mutants_switch::on({id})")
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && quote::quote!(#attribute).to_string().contains("test")
            || attribute.path().is_ident("test")
    })
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let whole = self.lines.of(item);
        self.function(&item.sig, &item.block, whole);
        visit::visit_item_fn(self, item);
        self.const_fn -= usize::from(self.stays_const(&item.sig));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let whole = self.lines.of(item);
        self.function(&item.sig, &item.block, whole);
        visit::visit_impl_item_fn(self, item);
        self.const_fn -= usize::from(self.stays_const(&item.sig));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        let whole = self.lines.of(item);
        if let Some(block) = &item.default {
            self.function(&item.sig, block, whole);
            visit::visit_trait_item_fn(self, item);
            self.const_fn -= usize::from(self.stays_const(&item.sig));
        }
    }

    fn visit_pat(&mut self, _: &'ast syn::Pat) {}

    fn visit_type(&mut self, _: &'ast syn::Type) {}

    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        let syn::Expr::Binary(binary) = expr else {
            visit::visit_expr(self, expr);
            return;
        };
        if has_let(expr) {
            // An `||` in place of an `&&` after a `let` does not build.
            self.visit_expr(&binary.left);
            self.visit_expr(&binary.right);
            return;
        }
        let around = self.lines.of(expr);
        let mut operators = Vec::new();
        self.operators(expr, &mut operators);
        let texts = operators.into_iter().map(|(id, op, replacement)| {
            let (before, after) = (
                &self.source[around.start..op.start],
                &self.source[op.end..around.end],
            );
            (id, format!("{before}{replacement}{after}"))
        });
        let texts = texts.collect();
        self.choose(around, texts);
        self.operands(expr);
    }

    fn visit_expr_unary(&mut self, expr: &'ast syn::ExprUnary) {
        let around = self.lines.of(expr);
        let operand = self.lines.of(&*expr.expr);
        let texts = self.at(Genre::UnaryOperator, around.start);
        let texts = texts
            .iter()
            .map(|(id, _)| (*id, self.source[operand.clone()].to_owned()));
        let texts = texts.collect();
        self.choose(around, texts);
        visit::visit_expr_unary(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let pattern = self.lines.of(&arm.pat);
        if let Some((_, guard)) = &arm.guard {
            let guard = self.lines.of(&**guard);
            let mut before = vec![plain("(")];
            for (id, mutant) in self.at(Genre::MatchArmGuard, guard.start) {
                // `true` is listed before `false`.
                before.push(match mutant.replacement.as_str() {
                    "true" => of(*id, format!("{} || ", on(*id))),
                    _ => of(*id, format!("!{} && ", on(*id))),
                });
            }
            before.push(plain("("));
            self.wrap(guard, before, "))");
        } else {
            let ids: Vec<_> = self
                .at(Genre::MatchArm, self.lines.of(arm).start)
                .iter()
                .map(|(id, _)| *id)
                .collect();
            if let Some(id) = ids.first() {
                let end = pattern.end;
                self.wrap(end..end, vec![of(*id, format!(" if !{}", on(*id)))], "");
            }
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, expr: &'ast syn::ExprStruct) {
        if let Some(rest) = &expr.rest {
            let is_name = matches!(**rest, syn::Expr::Path(_));
            let rest = self.source[self.lines.of(&**rest)].to_owned();
            let path = self.source[self.lines.of(&expr.path)].to_owned();
            for field in &expr.fields {
                let syn::Member::Named(name) = &field.member else {
                    continue;
                };
                let around = self.lines.of(&field.expr);
                let start = self.lines.of(field).start;
                for (id, _) in self.at(Genre::StructField, start) {
                    let value = if is_name {
                        format!("{{ {rest}.{name}.clone() }}")
                    } else {
                        format!("{{ let rest: {path} = {rest}; rest.{name} }}")
                    };
                    let label = match field.colon_token {
                        Some(_) => String::new(),
                        None => format!("{name}: "),
                    };
                    let before = format!("{label}(if {} {value} else {{ ", on(*id));
                    self.wrap(around.clone(), vec![of(*id, before)], " })");
                }
            }
        }
        visit::visit_expr_struct(self, expr);
    }
}

/// Puts the wraps into the text.
fn assemble(source: &str, wraps: &[Wrap], functions: &[(Range<usize>, Vec<usize>)]) -> Woven {
    // An event: where, whether it opens, how large and how deep, which wrap.
    let mut events = Vec::new();
    for (index, wrap) in wraps.iter().enumerate() {
        let length = wrap.around.len();
        // At one place the small close before the large, then the large open before the small; of two as
        // large, the first found is the outer one.
        events.push((wrap.around.start, 1, usize::MAX - length, index, index));
        if !wrap.after.is_empty() {
            events.push((wrap.around.end, 0, length, usize::MAX - index, index));
        }
    }
    events.sort_unstable();
    let mut text = String::new();
    let mut copied = 0;
    let mut pieces = Vec::new();
    // Where bytes of the source came to stand: before, after.
    let mut moved = Vec::new();
    for (at, opens, _, _, index) in events {
        text += &source[copied..at];
        copied = at;
        if opens == 1 {
            for piece in &wraps[index].before {
                let start = text.len();
                text += &piece.text;
                pieces.extend(piece.mutant.map(|mutant| (start..text.len(), mutant)));
            }
        } else {
            text += &wraps[index].after;
        }
        moved.push((at, text.len()));
    }
    text += &source[copied..];
    let new = |old: usize| {
        let before = moved.iter().rev().find(|(at, _)| *at < old);
        before.map_or(old, |(at, now)| old - at + now)
    };
    let functions = functions
        .iter()
        .map(|(function, ids)| (new(function.start)..new(function.end), ids.clone()))
        .collect();
    let mutants = pieces.iter().map(|(_, mutant)| *mutant).collect();
    Woven {
        text,
        pieces,
        functions,
        mutants,
    }
}
