from dataclasses import asdict, dataclass, field


@dataclass
class Row:
    """One line of the table. `reached` and `limit` are a second; `ratio` is reached / limit; times in milliseconds."""

    name: str
    reached: float
    limit_name: str = ""
    limit: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    memory_mb: float = 0.0
    promises: dict[str, bool] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.reached / self.limit if self.limit else 0.0

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"ratio": round(self.ratio, 3)}
