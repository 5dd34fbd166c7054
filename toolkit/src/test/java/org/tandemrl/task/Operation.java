package org.tandemrl.task;

/** Every operation of {@link Batch}, on two batches [N, 3] and a column [N, 1]; the second batch is positive. */
public enum Operation {
    PLUS,
    PLUS_COLUMN,
    PLUS_CONSTANT,
    MINUS,
    COLUMN_MINUS,
    TIMES,
    TIMES_COLUMN,
    TIMES_ITSELF,
    TIMES_CONSTANT,
    TIMES_FACTORS,
    OVER,
    OVER_COLUMN,
    SQUARE,
    SQRT,
    ABS,
    EXP,
    SIN,
    COS,
    ATAN2,
    CLIP,
    IF_NEGATIVE,
    IF_NEGATIVE_BY_COLUMN,
    IF_NEGATIVE_ELSE_COLUMN,
    COLUMNS,
    COLUMN,
    SUM,
    BESIDE;

    /** Applies it. */
    public <X extends Batch<X>> X apply(X a, X positive, X column) {
        return switch (this) {
            case PLUS -> a.plus(positive);
            case PLUS_COLUMN -> a.plus(column);
            case PLUS_CONSTANT -> a.plus(0.7);
            case MINUS -> a.minus(positive);
            case COLUMN_MINUS -> column.minus(a);
            case TIMES -> a.times(positive);
            case TIMES_COLUMN -> a.times(column);
            case TIMES_ITSELF -> a.times(a);
            case TIMES_CONSTANT -> a.times(-1.3);
            case TIMES_FACTORS -> a.times(new double[] {-1.3, 0.5, 2});
            case OVER -> a.over(positive);
            case OVER_COLUMN -> positive.over(column);
            case SQUARE -> a.square();
            case SQRT -> positive.sqrt();
            case ABS -> a.abs();
            case EXP -> a.exp();
            case SIN -> a.sin();
            case COS -> a.cos();
            case ATAN2 -> a.atan2(column);
            case CLIP -> a.clip(-0.7, 0.5);
            case IF_NEGATIVE -> a.ifNegative(a.square(), positive);
            case IF_NEGATIVE_BY_COLUMN -> column.ifNegative(a, positive);
            case IF_NEGATIVE_ELSE_COLUMN -> a.ifNegative(positive, column);
            case COLUMNS -> a.columns(1, 3);
            case COLUMN -> a.column(1);
            case SUM -> a.sum();
            case BESIDE -> a.beside(column).beside(positive);
        };
    }
}
