"""The queue behind Pairs: places, more rows, rows that come back."""

from studio.tui.lens import Lens
from studio.tui.pair_queue import PairQueue


def _queue(count: int, cursor: int = 0) -> PairQueue:
    queue = PairQueue()
    queue.fill(list(range(1, count + 1)), [], {}, None)
    queue.move(cursor)
    return queue


def test_a_place_is_kept_within_the_queue() -> None:
    queue = _queue(3, cursor=9)
    assert (queue.row, queue.place_of(2), queue.place_of(9)) == (3, 1, None)
    queue.fill([5, 3], [], {}, 3)
    assert queue.row == 3
    queue.fill([5], [], {}, 3)
    assert queue.row == 5


def test_an_empty_queue_has_no_row() -> None:
    queue = _queue(0, cursor=2)
    assert (queue.row, queue.group, len(queue)) == (None, (), 0)


def test_groups_are_no_rows() -> None:
    queue = PairQueue()
    queue.look_through(Lens.ANSWERS)
    queue.fill([0, 1], [(7, 8), (9, 10)], {}, None)
    queue.move(1)
    assert (queue.row, queue.group, queue.place_of(0)) == (None, (9, 10), None)


def test_rows_come_again_ahead_and_no_longer_where_they_stood() -> None:
    queue = _queue(12, cursor=6)
    queue.bring_again([2, 99, 4])
    assert queue.row == 7
    assert queue.ids == [1, 3, 5, 6, 7, 8, 9, 2, 10, 11, 12, 99, 4]
    queue.add([12, 13])
    assert queue.ids[-2:] == [4, 13]
