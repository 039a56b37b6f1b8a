"""The vocabulary: terms, concept schemes, shapes, entailment rules, and how IRIs are made."""
