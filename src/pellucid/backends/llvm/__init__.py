"""Programs as LLVM IR text, compiled for the machine at hand."""
