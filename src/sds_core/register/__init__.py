"""The register: every decision and every act of a person, kept, provable, and signed off."""
