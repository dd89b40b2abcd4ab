"""The desk where sampled answers are judged (chấm câu trả lời): right, wrong, or not to be told."""
