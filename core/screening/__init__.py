"""Reading what people ask for before anything is charged: rules on lemmas in English and Polish, pure."""
