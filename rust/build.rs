//! Puts the site templates where maturin can take them into the wheel (`pyproject.toml`, `include`).

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let source = Path::new("../site_templates");
    println!("cargo::rerun-if-changed={}", source.display());
    let Some(out) = env::var_os("OUT_DIR") else {
        return Err(io::Error::other("cargo did not set OUT_DIR"));
    };
    let target = Path::new(&out).join("site_templates");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    if source.exists() {
        copy(source, &target)?;
    }
    Ok(())
}

fn copy(source: &Path, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let to = target.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}
