"""The figures of each week (bảng điểm): counted from the turns while they are kept, and kept as numbers when those are gone."""
