"""Sessions that go on in another folder of their project."""
