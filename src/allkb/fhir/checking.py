"""What is wrong with a bundle by the types of R5, and by rules of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from allkb.errors import DataError, Fault, MissingExtraError
from allkb.fhir.reading import DEPTH_LIMIT, in_order
from allkb.fhir.rules import broken_rules
from allkb.intake.reading import is_array, is_object, shown, to_object

__all__ = ["check"]


def check(bundle: Mapping[str, object] | str | bytes) -> tuple[Fault, ...]:
    """
    Return what is wrong with a bundle as FHIR R5; nothing if all is right.

    Each resource is held against its type in fhir.resources. What that leaves out is
    looked at here: codes of value sets, ends of ranges, references, addresses. That it
    is right does not mean that `read` takes it: that asks for statements of allkb.

    Args:
        bundle: JSON as text or UTF-8 bytes, or what a JSON reader made of it.

    Raises:
        MissingExtraError: if fhir.resources is not installed (extra `fhir`).
    """
    try:
        from fhir.resources import get_fhir_model_class
        from pydantic import ValidationError
    except ModuleNotFoundError as exc:
        raise MissingExtraError("fhir", exc.name or "fhir.resources") from exc
    try:
        value = to_object(bundle, depth=DEPTH_LIMIT)
    except DataError as exc:
        return exc.faults
    found = [*broken_rules(value)]
    for path, resource in _resources(value):
        found += _of_type(get_fhir_model_class, ValidationError, path, resource)
    return in_order(found)


def _resources(bundle: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the bundle without its resources, then each resource, with their paths."""
    entries = bundle.get("entry")
    shell: list[object] = []
    for index, entry in enumerate(entries if is_array(entries) else []):
        resource = entry.get("resource") if is_object(entry) else None
        if is_object(entry) and is_object(resource):
            yield f"$.entry[{index}].resource", resource
            shell.append({name: value for name, value in entry.items() if name != "resource"})
        else:
            shell.append(entry)
    yield "$", bundle | ({"entry": shell} if is_array(entries) else {})


def _of_type(
    model: Callable[[str], Any], refusal: Any, path: str, resource: dict[str, object]
) -> Iterator[Fault]:
    """Yield what keeps a resource from being one of its type."""
    name = resource.get("resourceType")
    try:
        model(str(name)).model_validate(resource)
    except refusal as exc:
        for error in exc.errors(include_url=False, include_input=False, include_context=False):
            steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"])
            yield Fault(path + "".join(steps), error["msg"])
    except Exception as exc:  # noqa: BLE001  the package raises what it comes across
        yield Fault(path, f"is no resource of the type {shown(str(name))}: {shown(str(exc))}")
