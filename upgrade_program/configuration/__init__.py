"""The settings by subject; `upgrade_program.settings` joins them. Each reads the environment, and the safe value is the default."""
