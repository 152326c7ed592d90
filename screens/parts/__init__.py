"""The generic parts that screens are made of; a part never names an entity."""
