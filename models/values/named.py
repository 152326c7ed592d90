"""Named tuples whose classes are made quickly, for what every command loads.

`typing.NamedTuple` compiles code for each class: thirty of them would be a fifteenth of the time that `qd x` takes. These are made, read, changed,
compared, kept and subclassed alike, and the type checker takes them for the library's. Apart are the words of errors, the signature, which names
no fields, and subclasses with a `__new__` of their own, which is not asked.
"""

from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:

    class _FromAnnotations(type):
        """Makes a field of every annotation; values given to names in the body are their defaults."""

        def __new__(cls, name, bases, space):
            if getattr(bases[0], "_fields", None):
                return super().__new__(cls, name, bases, space)
            fields = tuple(space.get("__annotations__", ()))
            space["_field_defaults"] = defaults = {field: space.pop(field) for field in fields if field in space}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default stands behind one with")
            space.update({field: property(itemgetter(place)) for place, field in enumerate(fields)})
            space["_fields"] = space["__match_args__"] = fields
            space["__slots__"] = ()
            return super().__new__(cls, name, bases, space)

        def __call__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values = cls._complete(values, named)
            return tuple.__new__(cls, values)

        def _complete(cls, values, named):
            """The values of all fields, from those given by place and by name, and the defaults."""
            left = cls._fields[len(values) :]
            unknown = named.keys() - set(left)
            given = {**cls._field_defaults, **named}
            missing = [field for field in left if field not in given]
            if unknown or missing or len(values) > len(cls._fields):
                faults = [*(f"no value for {field}" for field in missing), *(f"{field} has no place" for field in sorted(unknown))]
                raise TypeError(f"{cls.__name__}: {', '.join(faults) or f'{len(values)} values for {len(cls._fields)} fields'}")
            return (*values, *(given[field] for field in left))

    class NamedTuple(tuple, metaclass=_FromAnnotations):
        """A tuple whose places have names, types and perhaps defaults."""

        @classmethod
        def _make(cls, values):
            values = tuple(values)
            if len(values) != len(cls._fields):
                raise TypeError(f"{cls.__name__}: {len(values)} values for {len(cls._fields)} fields")
            return cls(*values)

        def __repr__(self):
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            return type(self)(**{**self._asdict(), **changes})


__all__ = ["NamedTuple"]
