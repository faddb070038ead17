use oracle::product::Product;

use crate::exit::Failure;

/// The product of that file, or the shipped one of that name.
pub(crate) fn product(name: &str) -> Result<Product, Failure> {
    let files = Product::shipped()
        .into_iter()
        .chain(Product::shipped_on_top());
    let shipped = files.zip(Product::embedded());
    if let Some((_, product)) = shipped.clone().find(|((file, _), _)| stem(file) == name) {
        return Ok(product.clone());
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        let known: Vec<&str> = shipped.map(|((file, _), _)| stem(file)).collect();
        Failure::Usage(
            format!("failed to read the product file {name}: {error}"),
            Some(format!(
                "`--product` is a file, or one of {}",
                known.join(", ")
            )),
        )
    })?;
    Product::parse(name, &text).map_err(|error| Failure::usage(error.to_string()))
}

/// The name of a shipped product: that of its file.
fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.trim_end_matches(".yaml")
}
